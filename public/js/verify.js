/**
 * The page that a mail's link leads to. Opening it changes nothing, because mail programs open links to look at them; only
 * the button redeems the token, which stands in the fragment so that no server's log has it.
 */

import { post } from "./api.js";
import { find } from "./dom.js";
import { attempt, sayProblem, whileBusy } from "./messages.js";

const token = new URLSearchParams(location.hash.slice(1)).get("token");
const button = find("#confirm-address");
const message = find("#verify-message");
const again = find("#another-link");

function begin() {
  find("#verify").hidden = !token;
  again.hidden = Boolean(token);
  addEventListener("hashchange", () => location.reload()); // another link, opened in the same tab
  button.addEventListener("click", () => whileBusy(button, "Confirming…", redeem));
}

async function redeem() {
  await attempt(
    message,
    async () => {
      await post("/auth/email-verifications/redeem", { token });
      location.replace("/");
    },
    (problem) => {
      sayProblem(message, problem);
      again.hidden = false;
    },
  );
}

begin();
