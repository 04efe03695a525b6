/** The page of somebody who is signed in: what they eat, the week on the table, and earlier weeks. */

import { patch, post } from "./api.js";
import { CalendarLink } from "./calendar.js";
import { certificate } from "./certificate.js";
import { element, find, reveal } from "./dom.js";
import { dollars, number, period } from "./format.js";
import { attempt, say, whileBusy } from "./messages.js";
import { PlanForm } from "./planner.js";
import { PlanList } from "./plans.js";
import { PreferencesForm } from "./preferences.js";
import { RecipeDialog } from "./recipe.js";
import { ShoppingList } from "./shopping.js";
import { week } from "./week.js";

/**
 * @typedef {import("./week.js").Plan} Plan
 * @typedef {{recipe: {title: string}, locked: boolean}} Dish
 * @typedef {{date: string, slot: string, before: Dish, after: Dish}} Change
 */

/** Everything behind the front door. */
export class Kitchen {
  #wishes = /** @type {HTMLDetailsElement} */ (find("#wishes"));
  #message = find("#kitchen-message");
  #table = find("#table");
  #said = element("div", { class: "message", role: "status" });
  #preferences = new PreferencesForm();
  #recipe = new RecipeDialog();
  #shopping = new ShoppingList();
  #calendar = new CalendarLink();
  #plans = new PlanList(
    (plan) => reveal(this.#serve(plan)),
    (id) => this.#clear(id),
  );
  /** @type {Plan | undefined} */
  #plan;

  constructor() {
    new PlanForm(this.#preferences, (plan) => this.#serveNew(plan));
    const leave = find("#sign-out");
    leave.addEventListener("click", () => whileBusy(leave, "Signing out…", () => this.#leave()));
  }

  /**
   * The page is this person's, with their newest plan on it.
   * @param {{name: string | null, email: string}} user
   */
  async open(user) {
    find("#greeting").textContent = user.name ? `What’s for dinner, ${user.name}?` : "What’s for dinner?";
    find("#who").textContent = user.email;
    for (const part of document.querySelectorAll("[data-for=kitchen]")) /** @type {HTMLElement} */ (part).hidden = false;
    find("#greeting").focus({ preventScroll: true });
    await attempt(this.#message, async () => {
      const [newest] = await Promise.all([this.#plans.load(), this.#preferences.load(), this.#calendar.load()]);
      this.#wishes.open = newest === undefined;
      if (newest !== undefined) this.#serve(await this.#plans.read(newest));
    });
  }

  /** @param {Plan} plan */
  async #serveNew(plan) {
    this.#wishes.open = false;
    reveal(this.#serve(plan));
    await this.#plans.load();
    this.#plans.mark(plan.id);
  }

  /**
   * The plan is on the page; the value is its heading.
   * @param {Plan} plan
   */
  #serve(plan) {
    const title = element("h2", { tabindex: -1 }, period(plan.starts_on, plan.days));
    const days = week(plan, {
      open: (meal) => this.#recipe.open(meal),
      lock: (meal, button) => whileBusy(button, "…", () => this.#lock(meal)),
      swap: (meal, button) => whileBusy(button, "…", () => this.#swap(meal)),
    });
    this.#plan = plan;
    const head = element("div", { class: "table-head" }, title, element("p", { class: "soft small" }, forWhom(plan)), this.#again());
    this.#table.replaceChildren(head, this.#said, days, this.#shopping.of(plan.id), certificate(plan));
    this.#plans.mark(plan.id);
    return title;
  }

  #again() {
    const button = element("button", { type: "button", class: "quiet", "data-move": "again" }, "Plan the rest anew");
    button.addEventListener("click", () => whileBusy(button, "Planning…", () => this.#change("/regenerate", (path) => post(path, {}))));
    return button;
  }

  /** @param {import("./week.js").Meal} meal */
  #lock(meal) {
    return this.#change(`/meals/${encodeURIComponent(meal.id)}`, (path) => patch(path, { locked: !meal.locked }));
  }

  /** @param {import("./week.js").Meal} meal */
  #swap(meal) {
    return this.#change(`/meals/${encodeURIComponent(meal.id)}/swap`, (path) => post(path, {}));
  }

  /**
   * The plan on the page is as the API has it after the change, says what moved, and keeps the focus where it was.
   * @param {string} path behind the plan's address
   * @param {(path: string) => Promise<{plan: Plan, changes: Change[]}>} ask
   */
  async #change(path, ask) {
    const plan = this.#plan;
    if (!plan) return;
    const change = await attempt(this.#said, () => ask(`/meal-plans/${encodeURIComponent(plan.id)}${path}`));
    if (change === undefined || this.#plan !== plan) return;
    const focused = document.activeElement instanceof HTMLElement ? document.activeElement.dataset.move : undefined;
    this.#serve(change.plan);
    const same = focused && this.#table.querySelector(`[data-move="${CSS.escape(focused)}"]`);
    if (same instanceof HTMLElement) same.focus({ preventScroll: true });
    say(this.#said, told(change.changes));
    await this.#shopping.refresh();
  }

  /** @param {string} id */
  #clear(id) {
    if (this.#plan?.id !== id) return;
    this.#plan = undefined;
    this.#table.replaceChildren();
  }

  async #leave() {
    await attempt(this.#message, async () => {
      await post("/auth/sign-out");
      location.replace("/");
    });
  }
}

/**
 * What moved, in one sentence.
 * @param {Change[]} changes
 */
function told(changes) {
  const moved = changes.filter((change) => change.before.recipe.title !== change.after.recipe.title);
  if (moved.length === 1) return `${moved[0].after.recipe.title} instead of ${moved[0].before.recipe.title}.`;
  if (moved.length > 1) return `${moved.length} meals are others now; everything was checked again.`;
  return "";
}

/** @param {Plan} plan */
function forWhom(plan) {
  const others = plan.household.map(({ name, share }) => `${name} eats ${number(share * 100)} % of your portion`);
  const cost = `About ${dollars(plan.cost)} for ${number(plan.servings, 2)} portions of every dish`;
  return `Figures are for you. ${[cost, ...others].join("; ")}.`;
}
