/** Asking for a plan, and showing why there is none. */

import { post } from "./api.js";
import { element, find, findForm } from "./dom.js";
import { check, fieldOf, fill, read, showErrors } from "./fields.js";
import { nextMonday } from "./format.js";
import { attempt, say, sayProblem, whileBusy } from "./messages.js";

const DEADLINE_SECONDS = 40;
const IN_PREFERENCES = "/preferences";

/** @typedef {import("./api.js").Problem} Problem */

/** The form with the first day and the number of days. */
export class PlanForm {
  #form = findForm("#plan-form");
  #message = find("#plan-message");
  #preferences;
  #show;

  /**
   * @param {import("./preferences.js").PreferencesForm} preferences
   * @param {(plan: import("./week.js").Plan) => void} show
   */
  constructor(preferences, show) {
    this.#preferences = preferences;
    this.#show = show;
    fill(this.#form, { starts_on: nextMonday(), days: 7 });
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      const button = event.submitter ?? find("button", this.#form);
      whileBusy(button, "Planning…", () => this.#plan());
    });
  }

  async #plan() {
    say(this.#message);
    if (!check(this.#form) || !(await this.#preferences.saveChanges())) return;
    const plan = await attempt(this.#message, () => this.#ask(), (problem) => this.#explain(problem));
    if (plan === undefined) return;
    say(this.#message);
    this.#show(plan);
  }

  #ask() {
    say(this.#message, "Planning, checking and proving…");
    return post("/meal-plans", read(this.#form), { seconds: DEADLINE_SECONDS });
  }

  /** @param {Problem} problem */
  #explain(problem) {
    if (problem.code === "plan_infeasible") {
      sayProblem(this.#message, problem, listed(problem.errors), ...helps(problem));
      this.#preferences.point(problem.errors.map((error) => ({ ...error, pointer: inForm(error.pointer) })));
      this.#message.scrollIntoView({ block: "center" });
    } else {
      showErrors(this.#form, problem.errors);
      sayProblem(this.#message, problem);
    }
  }

}

/** @param {{pointer: string, message: string}[]} said */
function listed(said) {
  const items = said.map(({ pointer, message }) =>
    element("li", {}, element("strong", {}, nameOf(pointer)), `: ${message}`),
  );
  return element("ul", {}, ...items);
}

/**
 * Single changes that each give a plan, if any is known.
 * @param {Problem} problem
 */
function helps(problem) {
  if (problem.relaxations.length === 0) return [];
  return [element("p", {}, "Any one of these would do:"), listed(problem.relaxations)];
}

/** @param {string} pointer */
function inForm(pointer) {
  return pointer.startsWith(`${IN_PREFERENCES}/`) ? pointer.slice(IN_PREFERENCES.length) : pointer;
}

/**
 * What the form calls the wish that a pointer leads to.
 * @param {string} pointer
 */
function nameOf(pointer) {
  const field = fieldOf(findForm("#preferences"), inForm(pointer));
  const named = field?.closest("[data-name]");
  return (named instanceof HTMLElement && named.dataset.name) || inForm(pointer).slice(1).replaceAll("/", " ").replaceAll("_", " ");
}
