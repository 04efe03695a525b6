/** A plan as a grid: a stack of dishes for each day, like the tiers of a lunch box, on what they add up to. */

import { descriptions, element } from "./dom.js";
import { dayAndMonth, number, portion, weekday } from "./format.js";
import { MEALS, word } from "./words.js";

/** Per cent of the target: the planner charges nothing for as much as the first; beyond the second, it should be seen. */
const CLOSE = 3;
const FAR = 10;

const IN_SHORT = /** @type {const} */ ([
  ["protein_g", "Protein"],
  ["carbs_g", "Carbs"],
  ["fat_g", "Fat"],
  ["fibre_g", "Fibre"],
]);

/**
 * @typedef {Record<string, number>} Nutrition
 * @typedef {{id: string, date: string, slot: string, portion: number, locked: boolean, recipe: {id: string, title: string},
 *   nutrition: Nutrition}} Meal
 * @typedef {{date: string, nutrition: Nutrition}} Day
 * @typedef {{id: string, version: number, starts_on: string, days: number, seed: number, created_at: string,
 *   meals: Meal[], daily: Day[], wishes: Record<string, any>, servings: number, cost: number,
 *   household: {name: string, share: number}[],
 *   certificate: {objective: number, bound: number, gap: number, engine: string}}} Plan
 * @typedef {{open: (meal: Meal) => void, lock: (meal: Meal, button: HTMLElement) => void,
 *   swap: (meal: Meal, button: HTMLElement) => void}} Actions
 */

/**
 * The plan's days in order, held against the targets that the plan was made with.
 * @param {Plan} plan
 * @param {Actions} actions what can be done with a meal
 */
export function week(plan, actions) {
  const days = plan.daily.map((day) => {
    const meals = plan.meals.filter((meal) => meal.date === day.date);
    const tiers = element("ul", { class: "tiers" }, ...meals.map((meal) => tier(meal, actions)));
    return element("li", { class: "day" }, heading(day.date), tiers, totals(day.nutrition, plan.wishes));
  });
  const slots = new Set(plan.meals.map((meal) => meal.slot)).size;
  return element("ol", { class: "week", "data-slots": slots }, ...days);
}

/** @param {string} date */
function heading(date) {
  return element("h3", {}, element("span", {}, weekday(date)), " ", element("time", { datetime: date }, dayAndMonth(date)));
}

/**
 * @param {Meal} meal
 * @param {Actions} actions
 */
function tier(meal, actions) {
  const dish = element("button", { type: "button", class: "dish", onclick: () => actions.open(meal) }, meal.recipe.title);
  return element(
    "li",
    { class: `tier ${meal.slot}${meal.locked ? " locked" : ""}` },
    element("p", { class: "slot" }, word(MEALS, meal.slot)),
    dish,
    element("p", { class: "amount" }, portion(meal.portion)),
    element("p", { class: "kcal" }, `${number(meal.nutrition.kcal)} kcal`),
    element("div", { class: "moves" }, keep(meal, actions), meal.locked ? null : swap(meal, actions)),
  );
}

/**
 * @param {Meal} meal
 * @param {Actions} actions
 */
function keep(meal, actions) {
  const label = `${meal.locked ? "Kept" : "Keep"}: ${meal.recipe.title}, when other meals change`;
  const attributes = { type: "button", class: "move", "aria-pressed": String(meal.locked), "aria-label": label };
  const button = element("button", { ...attributes, "data-move": `keep-${meal.id}` }, meal.locked ? "Kept" : "Keep");
  button.addEventListener("click", () => actions.lock(meal, button));
  return button;
}

/**
 * @param {Meal} meal
 * @param {Actions} actions
 */
function swap(meal, actions) {
  const label = `Swap: ${meal.recipe.title}, for the next best dish`;
  const attributes = { type: "button", class: "move", "aria-label": label, "data-move": `swap-${meal.id}` };
  const button = element("button", attributes, "Swap");
  button.addEventListener("click", () => actions.swap(meal, button));
  return button;
}

/**
 * @param {Nutrition} nutrition
 * @param {Record<string, any>} wishes
 */
function totals(nutrition, wishes) {
  const target = wishes.kcal.target;
  const others = IN_SHORT.map(([name, text]) => /** @type {[string, string]} */ ([text, amount(nutrition[name], wishes[name])]));
  return element(
    "div",
    { class: "totals" },
    element("p", { class: "energy" }, element("strong", {}, number(nutrition.kcal)), " kcal"),
    target ? deviation(nutrition.kcal, target) : null,
    descriptions(others, "macros"),
  );
}

/**
 * @param {number} value
 * @param {number} target
 */
function deviation(value, target) {
  const off = Math.round((value / target - 1) * 1000) / 10;
  const text = off === 0 ? "on target" : `${number(Math.abs(off), 1)} % ${off > 0 ? "above" : "below"} target`;
  return element("p", { class: `deviation ${distance(Math.abs(off))}` }, text);
}

/** @param {number} percent */
function distance(percent) {
  if (percent <= CLOSE) return "close";
  return percent > FAR ? "far" : "near";
}

/**
 * @param {number} grams
 * @param {{target?: number | null} | undefined} wish
 */
function amount(grams, wish) {
  return wish?.target ? `${number(grams)} of ${number(wish.target)} g` : `${number(grams)} g`;
}
