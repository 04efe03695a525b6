/** How good a plan is, in words and in figures. */

import { get } from "./api.js";
import { descriptions, element } from "./dom.js";
import { moment, number, percent } from "./format.js";
import { attempt, whileBusy } from "./messages.js";

/** Below this share the gap is shown as none: half of the last decimal on the page. */
const AS_GOOD_AS_NOTHING = 0.00005;

/**
 * What the plan's certificate says.
 * @param {import("./week.js").Plan} plan
 */
export function certificate(plan) {
  const { objective, bound, gap, engine } = plan.certificate;
  return element(
    "section",
    { class: "certificate", "aria-labelledby": "certificate-title" },
    element("p", { class: "figure" }, percent(gap), element("span", {}, "gap")),
    element(
      "div",
      {},
      element("h3", { id: "certificate-title" }, "Checked and certified"),
      element("p", {}, meaning(gap)),
      element(
        "p",
        {},
        "Before it was stored, a verifier that shares no code with the planner went through every dish again: allergens, " +
          "diet, dislikes and all limits hold.",
      ),
      again(plan),
    ),
    descriptions(
      [
        ["Objective", `${number(objective, 1)} points`],
        ["Bound", `${number(bound, 1)} points`],
        ["Engine", engine],
        ["Seed", String(plan.seed)],
        ["Made", moment(plan.created_at)],
      ],
      "figures",
    ),
  );
}

/** @param {number} gap */
function meaning(gap) {
  if (gap < AS_GOOD_AS_NOTHING) return "No plan that keeps your wishes can score higher than this one.";
  return `No plan that keeps your wishes can score more than ${percent(gap)} higher than this one.`;
}

/**
 * A button that has the plan checked against today's catalogue, and what came of it, rule by rule.
 * @param {import("./week.js").Plan} plan
 */
function again(plan) {
  const report = element("div", { class: "message", role: "status" });
  const button = element("button", { type: "button", class: "quiet" }, "Check it again now");
  button.addEventListener("click", () =>
    whileBusy(button, "Checking…", async () => {
      const found = await attempt(report, () => get(`/meal-plans/${encodeURIComponent(plan.id)}/certificate`));
      if (found) report.replaceChildren(...findings(found));
    }),
  );
  return element("div", {}, button, report);
}

/**
 * @typedef {{rule: string, where: string, limit: number | string, value: number | string, holds: boolean, evidence: string}} Check
 * @param {{holds: boolean, checked_at: string, checks: Check[]}} found
 */
function findings(found) {
  const broken = found.checks.filter((check) => !check.holds);
  const text = found.holds
    ? `All ${number(found.checks.length)} checks hold, against the catalogue of ${moment(found.checked_at)}.`
    : `${number(broken.length)} of ${number(found.checks.length)} checks do not hold any more: the catalogue has changed.`;
  const lines = broken.map((check) => element("li", {}, `${check.where}: ${check.rule} (${check.value}; ${check.evidence})`));
  return [element("p", {}, text), ...(lines.length > 0 ? [element("ul", {}, ...lines)] : [])];
}
