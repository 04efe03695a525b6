/** The page of somebody who is signed in: what they eat, the week on the table, and earlier weeks. */

import { post } from "./api.js";
import { CalendarLink } from "./calendar.js";
import { certificate } from "./certificate.js";
import { element, find, reveal } from "./dom.js";
import { period } from "./format.js";
import { attempt, whileBusy } from "./messages.js";
import { PlanForm } from "./planner.js";
import { PlanList } from "./plans.js";
import { PreferencesForm } from "./preferences.js";
import { RecipeDialog } from "./recipe.js";
import { ShoppingList } from "./shopping.js";
import { week } from "./week.js";

/** @typedef {import("./week.js").Plan} Plan */

/** Everything behind the front door. */
export class Kitchen {
  #wishes = /** @type {HTMLDetailsElement} */ (find("#wishes"));
  #message = find("#kitchen-message");
  #table = find("#table");
  #preferences = new PreferencesForm(() => this.#plan && this.#serve(this.#plan));
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
    const days = week(plan, this.#preferences.stored, (meal) => this.#recipe.open(meal));
    const note = element("p", { class: "soft small" }, "For one person; targets are those that you have now.");
    this.#plan = plan;
    const head = element("div", { class: "table-head" }, title, note);
    this.#table.replaceChildren(head, days, this.#shopping.of(plan.id), certificate(plan));
    this.#plans.mark(plan.id);
    return title;
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
