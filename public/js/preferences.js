/** What somebody eats: the form, saving it, and the same in one line. */

import { get, put } from "./api.js";
import { element, find, findForm } from "./dom.js";
import { check, clearErrors, fill, read, showErrors } from "./fields.js";
import { FoodPicker } from "./foods.js";
import { number } from "./format.js";
import { attempt, say, sayProblem, whileBusy } from "./messages.js";
import { RuleRows } from "./rules.js";
import { ALLERGENS, allergens, DIETS, list, MEALS, SINGLE_NUTS, word } from "./words.js";

const PATH = "/users/me/preferences";

/** The form with its summary. `stored` is what the API holds. */
export class PreferencesForm {
  #form = findForm("#preferences");
  #message = find("#preferences-message");
  #dislikes = new FoodPicker(find("[data-field=dislikes]"));
  #rules = new RuleRows(find("[data-field=weekly_rules]"));
  #shown = "";
  /** @type {Record<string, any>} */
  stored = {};

  constructor() {
    addChoices(find("#allergens"), "avoid_allergens", ALLERGENS);
    addChoices(find("#single-nuts"), "avoid_allergens", SINGLE_NUTS);
    addChoices(find("#meals"), "meals", MEALS);
    find("[name=diet]").append(...Object.entries(DIETS).map(([value, text]) => element("option", { value }, text)));
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      whileBusy(find("[type=submit]", this.#form), "Saving…", () => this.save("Saved."));
    });
  }

  /** The form shows what the API holds. */
  async load() {
    this.#show(await get(PATH));
  }

  /**
   * Whether the API holds what the form says; otherwise the form says what is wrong.
   * @param {string} [praise]
   * @returns {Promise<boolean>}
   */
  async save(praise = "") {
    if (!check(this.#form)) {
      say(this.#message, "Some fields need another look.");
      return false;
    }
    const wanted = this.#read();
    const saved = await attempt(
      this.#message,
      () => put(PATH, wanted),
      (problem) => {
        const others = showErrors(this.#form, problem.errors);
        sayProblem(this.#message, problem, ...others.map((error) => element("p", {}, `${error.pointer}: ${error.message}`)));
      },
    );
    if (saved === undefined) return false;
    this.#show(saved);
    say(this.#message, praise);
    return true;
  }

  /** The same as `save`, but nothing is sent when nothing was changed. */
  async saveChanges() {
    return JSON.stringify(this.#read()) === this.#shown ? true : this.save();
  }

  /**
   * The form says where these errors are.
   * @param {import("./api.js").FieldError[]} errors
   */
  point(errors) {
    clearErrors(this.#form);
    showErrors(this.#form, errors);
  }

  /** @param {Record<string, any>} preferences */
  #show(preferences) {
    this.stored = preferences;
    this.#rules.resize(preferences.weekly_rules.length);
    this.#dislikes.set(preferences.dislikes);
    fill(this.#form, preferences);
    clearErrors(this.#form);
    this.#shown = JSON.stringify(this.#read());
    find("#in-short").textContent = inShort(preferences);
  }

  /** The whole document: what the form does not know stays as it is stored, for a PUT replaces everything. */
  #read() {
    const written = read(this.#form);
    if (written.budget.amount === null) written.budget = null;
    return { ...this.stored, dislikes: [], weekly_rules: [], ...written };
  }
}

/**
 * The wishes in one line.
 * @param {Record<string, any>} wishes
 */
function inShort(wishes) {
  const parts = [
    wishes.diet ? word(DIETS, wishes.diet) : "Everything",
    wishes.avoid_allergens.length > 0 ? `no ${allergens(wishes.avoid_allergens)}` : "",
    wishes.dislikes.length > 0 ? `without ${list(wishes.dislikes)}` : "",
    wishes.kcal.target ? `about ${number(wishes.kcal.target)} kcal a day` : "",
    list(wishes.meals),
    wishes.servings > 1 ? `for ${wishes.servings}` : "for one",
  ];
  return parts.filter(Boolean).join(" · ");
}

/**
 * @param {HTMLElement} holder
 * @param {string} name
 * @param {Record<string, string>} choices
 */
function addChoices(holder, name, choices) {
  for (const [value, text] of Object.entries(choices)) {
    holder.append(element("label", { class: "choice" }, element("input", { type: "checkbox", name, value }), text));
  }
}
