/** How good a plan is, in words and in figures. */

import { descriptions, element } from "./dom.js";
import { moment, number, percent } from "./format.js";

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
