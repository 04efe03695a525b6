/** The plans that somebody has: open one, delete one. */

import { get, Latest, remove } from "./api.js";
import { element, find } from "./dom.js";
import { moment, percent, period } from "./format.js";
import { attempt, say, whileBusy } from "./messages.js";

const PAGE = 8;

/** @typedef {import("./week.js").Plan} Plan */

/** The list, newest first, page by page. */
export class PlanList {
  #section = find("#plans");
  #rows = find("#plans ul");
  #more = find("#more-plans");
  #message = find("#plans-message");
  #reads = new Latest();
  /** @type {string | null} */
  #cursor = null;
  #show;
  #gone;

  /**
   * @param {(plan: Plan) => void} show opens a plan
   * @param {(id: string) => void} gone hears of one that was deleted
   */
  constructor(show, gone) {
    this.#show = show;
    this.#gone = gone;
    this.#more.addEventListener("click", () => whileBusy(this.#more, "Fetching…", () => this.#extend()));
  }

  /** The list is as the API has it now; the value is the newest plan's id, if there is any. */
  async load() {
    const page = await attempt(this.#message, () => get(`/meal-plans?limit=${PAGE}`));
    if (page === undefined) return undefined;
    this.#rows.replaceChildren();
    this.#append(page);
    return page.data[0]?.id;
  }

  /**
   * The plan in full; a later call ends this one.
   * @param {string} id
   * @returns {Promise<Plan>}
   */
  read(id) {
    return get(`/meal-plans/${encodeURIComponent(id)}`, { signal: this.#reads.next() });
  }

  /**
   * The row of this plan is marked as the one on the page.
   * @param {string} id
   */
  mark(id) {
    for (const row of this.#rows.children) {
      if (row instanceof HTMLElement) row.ariaCurrent = row.dataset.id === id ? "true" : null;
    }
  }

  /** @param {string} id */
  async #open(id) {
    const plan = await attempt(this.#message, () => this.read(id));
    if (plan) this.#show(plan);
  }

  async #extend() {
    const query = new URLSearchParams({ limit: String(PAGE), cursor: this.#cursor ?? "" });
    const page = await attempt(this.#message, () => get(`/meal-plans?${query}`));
    if (page) this.#append(page);
  }

  /** @param {{data: Plan[], next_cursor: string | null}} page */
  #append(page) {
    this.#rows.append(...page.data.map((plan) => this.#row(plan)));
    this.#cursor = page.next_cursor;
    this.#more.hidden = this.#cursor === null;
    this.#section.hidden = this.#rows.children.length === 0;
  }

  /** @param {Plan} plan */
  #row(plan) {
    const days = period(plan.starts_on, plan.days);
    const open = element("button", { type: "button", class: "link", onclick: () => this.#open(plan.id) }, days);
    const drop = element("button", { type: "button", class: "quiet", "aria-label": `Delete ${days}` }, "Delete");
    drop.addEventListener("click", () => this.#ask(plan, drop));
    const about = `made ${moment(plan.created_at)} · gap ${percent(plan.certificate.gap)}`;
    return element("li", { "data-id": plan.id }, open, element("span", { class: "soft" }, about), drop);
  }

  /**
   * @param {Plan} plan
   * @param {HTMLElement} button
   */
  #ask(plan, button) {
    const dialog = /** @type {HTMLDialogElement} */ (find("#confirm"));
    find("#confirm-text").textContent = `The plan for ${period(plan.starts_on, plan.days)} will be gone for good.`;
    dialog.returnValue = "";
    dialog.showModal();
    const answered = () => {
      if (dialog.returnValue === "delete") whileBusy(button, "Deleting…", () => this.#delete(plan.id));
    };
    dialog.addEventListener("close", answered, { once: true });
  }

  /** @param {string} id */
  async #delete(id) {
    const done = await attempt(this.#message, async () => {
      await remove(`/meal-plans/${encodeURIComponent(id)}`);
      return true;
    });
    if (!done) return;
    await this.load();
    say(this.#message, "The plan is deleted.");
    this.#gone(id);
  }
}
