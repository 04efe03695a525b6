/** Weekly rules as rows of the form: a tag, how often at least, how often at most. */

import { element, find, reveal } from "./dom.js";
import { focusable } from "./fields.js";
import { TAGS } from "./words.js";

const MOST_MEALS = 28;

/** @typedef {{tag: string, min: number | null, max: number | null}} Rule */

/** The rows, and the button that adds one, inside `root`. */
export class RuleRows {
  #rows;
  #add;

  /** @param {HTMLElement} root */
  constructor(root) {
    this.#rows = find("ul", root);
    this.#add = find("button", root);
    this.#add.addEventListener("click", () => this.#append());
  }

  /**
   * There are so many rows; the form fills them.
   * @param {number} count
   */
  resize(count) {
    this.#rows.replaceChildren();
    for (let index = 0; index < count; index += 1) this.#rows.append(this.#row(index));
  }

  #append() {
    const row = this.#row(this.#rows.children.length);
    this.#rows.append(row);
    reveal(focusable(row));
  }

  /** @param {number} index */
  #row(index) {
    const name = `weekly_rules/${index}`;
    const row = element("li", { class: "rule", "data-field": name });
    const drop = element("button", { type: "button", class: "quiet", onclick: () => this.#drop(row) }, "Remove");
    row.append(tags(`${name}/tag`), times("At least", `${name}/min`), times("At most", `${name}/max`), drop);
    return row;
  }

  /** @param {HTMLElement} row */
  #drop(row) {
    row.remove();
    [...this.#rows.children].forEach(renumber);
    this.#add.focus();
  }
}

/** @param {string} name */
function tags(name) {
  const options = Object.entries(TAGS).map(([value, text]) => element("option", { value }, text));
  return field("Meals with", element("select", { name }, ...options));
}

/**
 * @param {string} text
 * @param {string} name
 */
function times(text, name) {
  return field(text, element("input", { type: "number", name, min: 0, max: MOST_MEALS, step: 1, inputmode: "numeric" }));
}

/**
 * @param {string} text
 * @param {HTMLElement} control
 */
function field(text, control) {
  return element("div", { class: "field" }, element("label", {}, text, control));
}

/**
 * The names in the row say that it is this one of the list.
 * @param {Element} row
 * @param {number} index
 */
function renumber(row, index) {
  const name = `weekly_rules/${index}`;
  row.setAttribute("data-field", name);
  for (const control of row.querySelectorAll("[name]")) {
    control.setAttribute("name", `${name}/${control.getAttribute("name")?.split("/").at(-1)}`);
  }
}
