// Which view is shown, and what stands at the top.
import * as account from "./account.js";
import { ask, attempt } from "./dom.js";
import * as faults from "./faults.js";
import * as reference from "./reference.js";
import * as requests from "./requests.js";

const VIEWS = ["account", "requests", "faults", "reference"];
let waiting = 0;

function show() {
  const chosen = VIEWS.includes(location.hash.slice(1)) ? location.hash.slice(1) : VIEWS[0];
  for (const view of VIEWS) document.getElementById(view).hidden = view !== chosen;
  for (const link of document.querySelectorAll("nav a")) {
    if (link.hash === `#${chosen}`) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  scrollTo(0, 0);
}

function soon() {
  clearTimeout(waiting);
  waiting = setTimeout(attempt(async () => { await account.refresh(); await faults.refresh(); }), 200);
}

// Something other than a request has changed the mock: code, the admin interface, another page.
const changed = attempt(async () => { await requests.refresh(); soon(); });

const begin = attempt(async () => {
  const told = await ask("GET", "");
  const accounts = told.accounts.map((key) => [key, told.public_accounts[key]].filter(Boolean).join(":"));
  document.getElementById("facts").textContent = `${location.host}, profile ${told.profile}, accounts ${accounts.join(", ")}`;
  account.start();
  await account.refresh();
  requests.start(soon, changed);
  await faults.start();
  await reference.start(told.accounts, told.public_accounts);
  document.body.dataset.ready = "yes";
});

addEventListener("hashchange", show);
show();
begin();
