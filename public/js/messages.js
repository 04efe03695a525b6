/** What the page says to people: progress, success, and problems as sentences. */

import { Problem } from "./api.js";
import { element } from "./dom.js";

export const SESSION_OVER = "/?session=over";

/**
 * The place says this and nothing else; with an empty text, nothing.
 * @param {HTMLElement} place a live region, so that it is read out
 * @param {string} [text]
 */
export function say(place, text = "") {
  place.replaceChildren(...(text ? [element("p", {}, text)] : []));
}

/**
 * The place says what went wrong, with the request's id for whoever asks us about it.
 * @param {HTMLElement} place
 * @param {Problem} problem
 * @param {...(Node | string)} more
 */
export function sayProblem(place, problem, ...more) {
  place.replaceChildren(element("div", { class: "problem" }, sentence(problem.message), ...more, ...reference(problem)));
}

/**
 * What the task gives; when the API refuses, the place says why and the value is undefined. A call that a newer one
 * replaced says nothing, and a session that is over leads back to signing in.
 * @template T
 * @param {HTMLElement} place
 * @param {() => Promise<T>} task
 * @param {(problem: Problem) => void} [explain] says it in its own way
 * @returns {Promise<T | undefined>}
 */
export async function attempt(place, task, explain = (problem) => sayProblem(place, problem)) {
  say(place);
  try {
    return await task();
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") return undefined;
    if (!(error instanceof Problem)) throw error;
    if (error.code === "unauthenticated") location.replace(SESSION_OVER);
    else explain(error);
    return undefined;
  }
}

/**
 * While the task runs, the button says so and takes no second click; it keeps the focus.
 * @param {HTMLElement} button
 * @param {string} label
 * @param {() => Promise<unknown>} task
 */
export async function whileBusy(button, label, task) {
  if (button.ariaDisabled === "true") return;
  const before = button.textContent;
  button.ariaDisabled = "true";
  button.textContent = label;
  try {
    await task();
  } finally {
    button.ariaDisabled = null;
    button.textContent = before;
  }
}

/** @param {string} text */
function sentence(text) {
  return element("p", {}, /[.!?]$/.test(text) ? text : `${text}.`);
}

/** @param {Problem} problem */
function reference(problem) {
  if (!problem.requestId) return [];
  return [element("p", { class: "reference" }, "Request ", element("code", {}, problem.requestId))];
}
