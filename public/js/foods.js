/**
 * The foods that somebody dislikes: a search with suggestions, and what was chosen. It follows the combobox pattern of the
 * ARIA Authoring Practices Guide: the focus stays in the input, arrows move through the suggestions.
 */

import { get, Latest } from "./api.js";
import { element, find } from "./dom.js";
import { attempt, say } from "./messages.js";

const PAUSE_MS = 180;
const SHOWN = 8;
const LONGEST_SEARCH = 100;

/** The input, its suggestions, and the list of chosen foods inside `root`. */
export class FoodPicker {
  #input;
  #options;
  #chosen;
  #message;
  #searches = new Latest();
  /** @type {number | undefined} */
  #pause;
  #active = -1;

  /** @param {HTMLElement} root */
  constructor(root) {
    this.#input = /** @type {HTMLInputElement} */ (find("[role=combobox]", root));
    this.#options = find("[role=listbox]", root);
    this.#chosen = find(".chosen", root);
    this.#message = find(".message", root);
    this.#input.addEventListener("input", () => this.#searchSoon());
    this.#input.addEventListener("keydown", (event) => this.#press(event));
    this.#input.addEventListener("blur", () => this.#close());
  }

  /**
   * These foods are the chosen ones.
   * @param {string[]} names
   */
  set(names) {
    const chips = names.map((name, index) => this.#chip(name, index));
    this.#chosen.replaceChildren(...chips);
    this.#chosen.hidden = names.length === 0;
  }

  /** @returns {string[]} */
  get() {
    return [...this.#chosen.querySelectorAll("input")].map((hidden) => hidden.value);
  }

  /**
   * @param {string} name
   * @param {number} index
   */
  #chip(name, index) {
    const drop = element("button", { type: "button", "aria-label": `Remove ${name}`, onclick: () => this.#drop(name) }, "×");
    const field = `dislikes/${index}`;
    const held = element("input", { type: "hidden", name: field, value: name });
    return element("li", { class: "chip", "data-field": field }, name, held, drop);
  }

  /** @param {string} name */
  #drop(name) {
    this.set(this.get().filter((other) => other !== name));
    say(this.#message, `${name} removed.`);
    this.#input.focus();
  }

  /** @param {string} name */
  #choose(name) {
    if (!this.get().includes(name)) this.set([...this.get(), name]);
    this.#input.value = "";
    this.#close();
    say(this.#message, `${name} will be left out.`);
  }

  #searchSoon() {
    clearTimeout(this.#pause);
    this.#pause = setTimeout(() => this.#search(), PAUSE_MS);
  }

  async #search() {
    const search = this.#input.value.trim().slice(0, LONGEST_SEARCH);
    const signal = this.#searches.next();
    if (search === "") return this.#close();
    const address = `/foods?${new URLSearchParams({ search, limit: String(SHOWN) })}`;
    const page = await attempt(this.#message, () => get(address, { signal }));
    if (page) this.#suggest(page.data.map((/** @type {{name: string}} */ food) => food.name));
  }

  /** @param {string[]} names */
  #suggest(names) {
    const options = names.map((name, index) =>
      // The mouse must not take the focus, or the list would close before the click.
      element("li", { role: "option", id: `food-${index}`, onmousedown: prevent, onclick: () => this.#choose(name) }, name),
    );
    this.#options.replaceChildren(...options);
    this.#options.hidden = options.length === 0;
    this.#input.ariaExpanded = String(options.length > 0);
    this.#activate(options.length > 0 ? 0 : -1);
    say(this.#message, options.length > 0 ? "" : "No food of the catalogue has this in its name.");
  }

  #close() {
    clearTimeout(this.#pause);
    this.#searches.next();
    this.#options.replaceChildren();
    this.#options.hidden = true;
    this.#input.ariaExpanded = "false";
    this.#activate(-1);
    say(this.#message);
  }

  /** @param {number} index */
  #activate(index) {
    this.#active = index;
    [...this.#options.children].forEach((option, at) => option.setAttribute("aria-selected", String(at === index)));
    const active = this.#options.children[index];
    this.#input.setAttribute("aria-activedescendant", active?.id ?? "");
    active?.scrollIntoView({ block: "nearest" });
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    const count = this.#options.children.length;
    if (event.key === "Escape") this.#close();
    else if (event.key === "ArrowDown" && count > 0) this.#activate((this.#active + 1) % count);
    else if (event.key === "ArrowUp" && count > 0) this.#activate((this.#active - 1 + count) % count);
    else if (event.key === "Enter") this.#enter();
    else return;
    event.preventDefault();
  }

  #enter() {
    const active = this.#options.children[this.#active];
    if (active?.textContent) this.#choose(active.textContent);
  }
}

/** @param {Event} event */
function prevent(event) {
  event.preventDefault();
}
