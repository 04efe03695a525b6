/** A dish in full, in a dialog over the week. */

import { get, Latest } from "./api.js";
import { descriptions, element, find } from "./dom.js";
import { number, percent, portion, quantity } from "./format.js";
import { attempt, say } from "./messages.js";
import { allergens, DIETS, list, NUTRIENTS, unitFor, word } from "./words.js";

/** The one dialog of the page. */
export class RecipeDialog {
  #dialog = /** @type {HTMLDialogElement} */ (find("#recipe"));
  #title = find("#recipe-title");
  #content = find("#recipe-content");
  #message = find("#recipe-message");
  #reads = new Latest();

  constructor() {
    this.#dialog.addEventListener("click", (event) => {
      if (event.target === this.#dialog) this.#dialog.close(); // the backdrop; everything else lies inside a child
    });
    this.#dialog.addEventListener("close", () => this.#reads.next());
  }

  /**
   * The dialog shows the dish of this meal.
   * @param {import("./week.js").Meal} meal
   */
  async open(meal) {
    this.#title.textContent = meal.recipe.title;
    this.#content.replaceChildren();
    this.#dialog.showModal();
    const signal = this.#reads.next();
    const recipe = await attempt(this.#message, () => {
      say(this.#message, "Fetching the recipe…");
      return get(`/recipes/${encodeURIComponent(meal.recipe.id)}`, { signal });
    });
    if (recipe === undefined) return;
    say(this.#message);
    this.#content.replaceChildren(...parts(recipe, meal));
  }
}

/**
 * @param {any} recipe
 * @param {import("./week.js").Meal} meal
 */
function parts(recipe, meal) {
  const steps = recipe.steps.map((/** @type {string} */ step) => element("li", {}, step));
  return [
    element("p", { class: "soft" }, headline(recipe)),
    safety(recipe),
    element(
      "div",
      { class: "recipe-columns" },
      element("section", {}, element("h3", {}, "Ingredients"), ingredients(recipe)),
      element("section", {}, element("h3", {}, "Steps"), element("ol", { class: "steps" }, ...steps)),
    ),
    element("h3", {}, "Nutrition"),
    nutrition(recipe.nutrition, meal),
    recipe.estimated_share > 0 ? element("p", { class: "soft small" }, estimate(recipe.estimated_share)) : null,
  ].filter((part) => part !== null);
}

/** @param {any} recipe */
function headline({ cuisine, minutes, servings }) {
  const makes = `makes ${number(servings)} ${servings === 1 ? "serving" : "servings"}`;
  return [cuisine, `${minutes.total} minutes (${minutes.prep} preparing, ${minutes.cook} cooking)`, makes].join(" · ");
}

/** @param {any} recipe */
function safety(recipe) {
  const diets = list(recipe.diets.map((/** @type {string} */ diet) => word(DIETS, diet).toLowerCase()));
  return descriptions(
    [
      ["Contains", allergens(recipe.allergens) || "none of the allergens that we track"],
      ["May contain traces of", allergens(recipe.may_contain)],
      ["Suits", diets],
    ],
    "safety",
  );
}

/** @param {any} recipe */
function ingredients(recipe) {
  const rows = recipe.ingredients.map((/** @type {any} */ { food, quantity: count, unit, grams }) => {
    const inGrams = unit === "g" ? null : element("span", { class: "soft" }, ` (${number(grams)} g)`);
    const amount = `${quantity(count)} ${unitFor(unit, count)}`.trim();
    return element("li", {}, element("span", { class: "measure" }, amount), element("span", {}, food, inGrams));
  });
  return element("ul", { class: "ingredients" }, ...rows);
}

/**
 * @param {Record<string, number>} perServing
 * @param {import("./week.js").Meal} meal
 */
function nutrition(perServing, meal) {
  const head = element("tr", {}, cell("td", ""), cell("th", "A serving"), cell("th", `Planned: ${portion(meal.portion)}`));
  const rows = Object.entries(NUTRIENTS).map(([name, [text, unit]]) => {
    const decimals = unit === "g" ? 1 : 0;
    const amounts = [perServing[name], meal.nutrition[name]].map((value) => cell("td", `${number(value, decimals)} ${unit}`));
    const part = text.startsWith("of which") ? "part" : null;
    return element("tr", {}, element("th", { scope: "row", class: part }, text), ...amounts);
  });
  return element("table", {}, element("thead", {}, head), element("tbody", {}, ...rows));
}

/**
 * @param {string} tag
 * @param {string} text
 */
function cell(tag, text) {
  return element(tag, { scope: tag === "th" ? "col" : null }, text);
}

/** @param {number} share */
function estimate(share) {
  return `${percent(share, 0)} of the energy rests on foods that have no row of their own in USDA FoodData Central.`;
}
