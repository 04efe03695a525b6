/** The address at which calendar programs read the plans: made, shown, renewed and ended here. */

import { get, post, remove } from "./api.js";
import { element, find } from "./dom.js";
import { attempt, say, whileBusy } from "./messages.js";

const FEED = "/users/me/calendar-feed";

/** @typedef {{feed: {url: string, webcal_url: string} | null}} Calendar */

/** The section below the plans. */
export class CalendarLink {
  #section = find("#calendar");
  #content = find("#calendar-content");
  #message = find("#calendar-message");

  /** The section says whether there is an address. */
  async load() {
    const calendar = await attempt(this.#message, () => get(FEED));
    if (calendar) this.#show(calendar);
  }

  /** @param {Calendar} calendar */
  #show({ feed }) {
    this.#section.hidden = false;
    if (feed === null) {
      this.#content.replaceChildren(this.#button("Make a calendar link", "Making…", () => post(FEED)));
      return;
    }
    this.#content.replaceChildren(
      element("a", { href: feed.webcal_url }, "Subscribe"),
      element("input", { type: "text", readonly: true, value: feed.url, "aria-label": "The calendar’s address" }),
      this.#button("New address", "Renewing…", () => post(FEED), "The address is new; the old one opens nothing any more."),
      this.#button("End it", "Ending…", () => this.#end(), "The address opens nothing any more."),
    );
  }

  /**
   * @param {string} label
   * @param {string} busy
   * @param {() => Promise<Calendar>} task
   * @param {string} [afterwards]
   */
  #button(label, busy, task, afterwards) {
    const button = element("button", { type: "button", class: "quiet" }, label);
    button.addEventListener("click", () => whileBusy(button, busy, () => this.#change(task, afterwards)));
    return button;
  }

  /** @returns {Promise<Calendar>} */
  async #end() {
    await remove(FEED);
    return { feed: null };
  }

  /**
   * @param {() => Promise<Calendar>} task
   * @param {string} [afterwards]
   */
  async #change(task, afterwards) {
    const calendar = await attempt(this.#message, task);
    if (calendar === undefined) return;
    this.#show(calendar);
    say(this.#message, afterwards);
  }
}
