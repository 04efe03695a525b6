/** The front page: whoever is there decides what it shows. */

import { get, Problem } from "./js/api.js";
import { find } from "./js/dom.js";
import { Kitchen } from "./js/kitchen.js";
import { attempt, say } from "./js/messages.js";
import { Welcome } from "./js/welcome.js";

const kitchen = new Kitchen();
const welcome = new Welcome((user) => kitchen.open(user));
const message = find("#page-message");

async function begin() {
  const user = await attempt(message, whoIsThere);
  if (user === undefined) return;
  say(message);
  if (user === null) welcome.open();
  else await kitchen.open(user);
}

/** The user, or null when nobody is signed in. */
async function whoIsThere() {
  say(message, "One moment…");
  try {
    return await get("/users/me");
  } catch (error) {
    if (error instanceof Problem && error.code === "unauthenticated") return null;
    throw error;
  }
}

begin();
