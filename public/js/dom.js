/** Finding and building elements. Whatever comes from the API becomes a text node, never markup. */

/**
 * The first element that matches.
 * @param {string} selector
 * @param {ParentNode} [root]
 * @returns {HTMLElement}
 * @throws {Error} there is none, which is a mistake in our own pages
 */
export function find(selector, root = document) {
  const found = root.querySelector(selector);
  if (!(found instanceof HTMLElement)) throw new Error(`There is no ${selector} on this page`);
  return found;
}

/**
 * A form of this page.
 * @param {string} selector
 * @returns {HTMLFormElement}
 */
export function findForm(selector) {
  return /** @type {HTMLFormElement} */ (find(selector));
}

/**
 * A new element. Attributes that are null, undefined or false are left out; functions become listeners, so that
 * `{onclick: open}` listens to clicks.
 * @param {string} tag
 * @param {Record<string, unknown>} [attributes]
 * @param {...(Node | string | null | undefined)} children
 * @returns {HTMLElement}
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
    else if (value === true) made.setAttribute(name, "");
    else if (value !== null && value !== undefined && value !== false) made.setAttribute(name, String(value));
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

/**
 * Terms and what belongs to them, as a description list; pairs without a value are left out.
 * @param {Array<[string, string | null]>} pairs
 * @param {string} [className]
 * @returns {HTMLElement}
 */
export function descriptions(pairs, className) {
  const groups = pairs
    .filter(([, value]) => value)
    .map(([term, value]) => element("div", {}, element("dt", {}, term), element("dd", {}, value)));
  return element("dl", { class: className }, ...groups);
}

/**
 * The element has the keyboard's attention, and what folds it away is open.
 * @param {HTMLElement} target
 */
export function reveal(target) {
  for (let folded = target.closest("details"); folded; folded = folded.parentElement?.closest("details") ?? null) {
    folded.open = true;
  }
  target.focus({ preventScroll: true });
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  target.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
}
