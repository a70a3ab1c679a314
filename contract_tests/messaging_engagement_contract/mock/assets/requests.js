// The requests as they arrive (server-sent events).
import { ROOT, ask, attempt, broken, element, pretty } from "./dom.js";

const SHOWN = 200;
const place = document.getElementById("requests");
const list = element("div", { id: "seen" });
const count = document.getElementById("arrived");
let newest = 0;

export function start(arrived, changed) {
  const forget = attempt(async () => { await ask("DELETE", "/requests"); await refresh(); });
  place.append(
    element("div", { className: "bar" },
      element("button", { onclick: forget, id: "forget" }, "Forget them"),
      element("span", { className: "soft" }, "The newest is first. Credentials are never kept."),
    ),
    list,
  );
  const events = new EventSource(`${ROOT}/__mock/events`);
  events.onmessage = (event) => { add(JSON.parse(event.data)); arrived(); };
  events.addEventListener("changed", changed);
}

export async function refresh() {
  const seen = await ask("GET", "/requests");
  list.replaceChildren();
  newest = 0;
  count.textContent = "";
  seen.forEach(add);
}

function add(seen) {
  if (seen.number <= newest) return; // was in the answer to refresh() already
  newest = seen.number;
  list.prepend(row(seen));
  while (list.children.length > SHOWN) list.lastChild.remove();
  count.textContent = String(Number(count.textContent) + 1);
}

function row(seen) {
  const status = seen.status === null ? "no answer" : String(seen.status);
  return element("details", {},
    element("summary", {},
      element("span", { className: "method" }, seen.method),
      element("span", { className: "path grow" }, ...broken(seen.path + (seen.query ? `?${seen.query}` : ""))),
      element("span", { className: "soft" }, [seen.account, ...seen.faults].filter(Boolean).join(", ")),
      element("span", { className: seen.status && seen.status < 400 ? "ok" : "failed" }, status),
      element("span", { className: "soft" }, `${seen.milliseconds} ms`),
    ),
    element("div", { className: "body" },
      element("h3", {}, `Request ${seen.number}, ${new Date(seen.time).toISOString()}`),
      element("pre", {}, Object.entries(seen.headers).map(([name, value]) => `${name}: ${value}`).join("\n")),
      seen.body ? element("pre", {}, pretty(seen.body)) : null,
      element("h3", {}, "Answer"),
      element("pre", {}, pretty(seen.answer) || "(no body)"),
    ),
  );
}
