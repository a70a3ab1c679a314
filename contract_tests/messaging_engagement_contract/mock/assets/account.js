// What is in the accounts now.
import { ask, attempt, element } from "./dom.js";

const NAMES = { identities: "display_name", engagements: "description", numbers: "engagement_id" };
const place = document.getElementById("account");
const chooser = element("select", { "aria-label": "Account" });
const content = element("div", { id: "content" });

export function start() {
  const seed = (data) => attempt(async () => { await ask("POST", "/seed", { seed_data: data, account: chooser.value }); await refresh(); });
  const reset = attempt(async () => { await ask("POST", "/reset", {}); await refresh(); });
  place.append(
    element("div", { className: "bar" },
      chooser,
      element("button", { onclick: seed("example"), id: "seed-example" }, "Add the example"),
      element("button", { onclick: seed("large"), id: "seed-large" }, "Add 10,000 identities"),
      element("button", { onclick: reset, id: "reset" }, "Reset everything"),
    ),
    content,
  );
  chooser.addEventListener("change", attempt(refresh));
}

export async function refresh() {
  const state = await ask("GET", "/state");
  const chosen = chooser.value || Object.keys(state)[0];
  chooser.replaceChildren(...Object.keys(state).map((key) => element("option", { value: key, selected: key === chosen }, key)));
  const kinds = Object.entries(state[chosen]).filter(([, part]) => part.total > 0);
  const open = new Set([...content.querySelectorAll("details[open]")].map((one) => one.id));
  content.replaceChildren(...(kinds.length ? kinds.flatMap(([kind, part]) => table(kind, part, open)) : [element("p", { className: "soft" }, "The account is empty.")]));
}

function table(kind, part, open) {
  const shown = part.items.length < part.total ? ` (the first ${part.items.length} of ${part.total})` : ` (${part.total})`;
  return [
    element("h2", {}, kind + shown),
    ...part.items.map((item) =>
      element("details", { id: `${kind}-${item.id}`, open: open.has(`${kind}-${item.id}`) },
        element("summary", {},
          element("code", {}, item.id),
          element("span", { className: "grow" }, String(item.fields[NAMES[kind]] ?? "")),
          element("span", { className: "soft" }, new Date(item.updated).toISOString()),
        ),
        element("pre", {}, JSON.stringify(item.fields, null, 2)),
      )),
  ];
}
