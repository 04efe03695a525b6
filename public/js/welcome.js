/** The page of somebody who is not signed in: signing up and in. */

import { post } from "./api.js";
import { element, find, findForm, reveal } from "./dom.js";
import { check, focusable, read, showErrors } from "./fields.js";
import { attempt, say, sayProblem, whileBusy } from "./messages.js";

const DOORS = new Set(["#sign-up", "#sign-in"]);
const LOCAL = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** @typedef {{name: string | null, email: string}} User */

/** Both forms. */
export class Welcome {
  #section = find("#welcome");

  /** @param {(user: User) => void} enter */
  constructor(enter) {
    listen(findForm("#sign-up"), "Sending the mail…", "/auth/sign-up", (answer, written) => awaitMail(answer, written));
    listen(findForm("#sign-in"), "Signing in…", "/auth/sign-in", (user) => {
      this.#section.hidden = true;
      enter(user);
    });
  }

  /** The forms are on the page, with a word on why when a session has just ended. */
  open() {
    this.#section.hidden = false;
    if (DOORS.has(location.hash)) reveal(focusable(find(location.hash)));
    if (new URLSearchParams(location.search).get("session") !== "over") return;
    history.replaceState(null, "", "/");
    say(find("#sign-in .message"), "Your session is over. Sign in again.");
  }
}

/**
 * Sending the form posts what it says, and its message place tells what went wrong.
 * @param {HTMLFormElement} form
 * @param {string} label
 * @param {string} path
 * @param {(answer: any, written: Record<string, any>) => void} succeed
 */
function listen(form, label, path, succeed) {
  const message = find(".message", form);
  const send = async () => {
    if (!check(form)) return;
    const written = read(form);
    const answer = await attempt(
      message,
      () => post(path, written),
      (problem) => {
        showErrors(form, problem.errors);
        sayProblem(message, problem);
      },
    );
    if (answer !== undefined) succeed(answer, written);
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    whileBusy(find("[type=submit]", form), label, send);
  });
}

/**
 * @param {{message: string}} answer
 * @param {Record<string, any>} written
 */
function awaitMail(answer, written) {
  const form = findForm("#sign-up");
  form.reset();
  form.hidden = true;
  const sent = find("#mail-sent");
  find("p", sent).replaceChildren(`${answer.message} We wrote to `, element("strong", {}, written.email), ".");
  find("#development-mail").hidden = !LOCAL.has(location.hostname);
  sent.hidden = false;
  reveal(find("h2", sent));
}
