// The requests as they arrive (server-sent events).
import { ask, attempt, element, pretty } from "./dom.js";

const SHOWN = 200;
const place = document.getElementById("requests");
const list = element("div", { id: "seen" });
const count = document.getElementById("arrived");
let number = 0;

export function start(arrived) {
  const forget = attempt(async () => { await ask("DELETE", "/requests"); list.replaceChildren(); number = 0; count.textContent = ""; });
  place.append(
    element("div", { className: "bar" },
      element("button", { onclick: forget, id: "forget" }, "Forget them"),
      element("span", { className: "soft" }, "The newest is first. Credentials are never kept."),
    ),
    list,
  );
  const events = new EventSource("/__mock/events");
  events.onmessage = (event) => {
    list.prepend(row(JSON.parse(event.data)));
    while (list.children.length > SHOWN) list.lastChild.remove();
    number += 1;
    count.textContent = String(number);
    arrived();
  };
}

function row(seen) {
  const status = seen.status === null ? "no answer" : String(seen.status);
  return element("details", {},
    element("summary", {},
      element("span", { className: "method" }, seen.method),
      element("span", { className: "path grow" }, seen.path + (seen.query ? `?${seen.query}` : "")),
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
