/** What to buy for the plan on the page: fetched when it is unfolded, with ticks that stay. */

import { get, Latest, patch } from "./api.js";
import { element } from "./dom.js";
import { dollars, weekdayInShort } from "./format.js";
import { attempt, say } from "./messages.js";
import { MEALS, word } from "./words.js";

/**
 * @typedef {{id: string, date: string, slot: string, recipe: string, grams: number}} ItemMeal
 * @typedef {{id: string, food: string, label: string, amount: string | null, checked: boolean, meals: ItemMeal[],
 *   estimated_cost: {amount: number}}} Item
 * @typedef {{title: string, items: Item[]}} Aisle
 * @typedef {{aisles: Aisle[], at_home: Item[], as_written: {text: string, recipe: string, date: string, slot: string}[],
 *   estimated_cost: {amount: number}}} List
 */

/** The list of one plan; it stays as it is while the page shows the same plan. */
export class ShoppingList {
  #message = element("div", { class: "message", role: "status" });
  #content = element("div", { class: "shopping-content" });
  #reads = new Latest();
  #plan = "";
  #folded = /** @type {HTMLDetailsElement} */ (
    element(
      "details",
      { class: "card shopping", ontoggle: () => this.#load() },
      element("summary", {}, element("h3", {}, "Shopping list")),
      this.#message,
      this.#content,
    )
  );

  /**
   * The element that shows the list of this plan.
   * @param {string} plan
   */
  of(plan) {
    if (plan !== this.#plan) {
      this.#plan = plan;
      this.#reads.next();
      this.#folded.open = false;
      this.#content.replaceChildren();
      say(this.#message);
    }
    return this.#folded;
  }

  /** What is unfolded is as the plan needs it now. */
  async refresh() {
    await this.#load();
  }

  get #address() {
    return `/meal-plans/${encodeURIComponent(this.#plan)}/shopping-list`;
  }

  async #load() {
    if (!this.#folded.open) return;
    /** @type {List | undefined} */
    const list = await attempt(this.#message, () => get(this.#address, { signal: this.#reads.next() }));
    if (list) this.#content.replaceChildren(this.#head(list), ...this.#aisles(list), ...asWritten(list));
  }

  /** @param {List} list */
  #head(list) {
    const file = `/api/v1${this.#address}`;
    return element(
      "p",
      { class: "shopping-head" },
      element("span", { class: "soft" }, `About ${dollars(list.estimated_cost.amount)}, by the pack and by our price table.`),
      element("a", { href: `${file}.html`, target: "_blank", rel: "noopener" }, "Print"),
      element("a", { href: `${file}.csv`, download: "" }, "Spreadsheet"),
    );
  }

  /** @param {List} list */
  #aisles(list) {
    const aisles = [...list.aisles, { title: "At home already", items: list.at_home }];
    return aisles
      .filter((aisle) => aisle.items.length > 0)
      .map((aisle) => {
        const items = aisle.items.map((item) => this.#item(item));
        return element("section", {}, element("h4", {}, aisle.title), element("ul", {}, ...items));
      });
  }

  /** @param {Item} item */
  #item(item) {
    const box = /** @type {HTMLInputElement} */ (element("input", { type: "checkbox", checked: item.checked }));
    box.addEventListener("change", () => this.#tick(item, box));
    const cost = item.amount === null ? null : element("span", { class: "soft" }, dollars(item.estimated_cost.amount));
    const meals = element("p", { class: "soft small" }, item.meals.map(meal).join("; "));
    return element("li", {}, element("label", { class: "choice" }, box, element("span", {}, item.label)), cost, meals);
  }

  /**
   * The tick is stored; where it could not be, the box says what is.
   * @param {Item} item
   * @param {HTMLInputElement} box
   */
  async #tick(item, box) {
    const checked = box.checked;
    const address = `${this.#address}/items/${encodeURIComponent(item.id)}`;
    const stored = await attempt(this.#message, () => patch(address, { checked }));
    if (stored === undefined && box.checked === checked) box.checked = !checked;
  }
}

/**
 * Lines of own recipes that nobody has confirmed.
 * @param {List} list
 */
function asWritten(list) {
  if (list.as_written.length === 0) return [];
  const items = list.as_written.map((line) =>
    element("li", {}, line.text, element("p", { class: "soft small" }, meal(line))),
  );
  return [element("section", {}, element("h4", {}, "As written"), element("ul", {}, ...items))];
}

/** @param {{recipe: string, date: string, slot: string}} meal */
function meal({ recipe, date, slot }) {
  return `${recipe} (${weekdayInShort(date)}, ${word(MEALS, slot).toLowerCase()})`;
}
