// The faults as switches.
import { ask, attempt, element } from "./dom.js";

const place = document.getElementById("faults");
const count = document.getElementById("active");
let active = [];

export async function start() {
  const told = await ask("GET", "/faults");
  const search = element("input", { type: "search", placeholder: "Search", "aria-label": "Search faults" });
  search.addEventListener("input", () => filter(search.value.toLowerCase()));
  const none = attempt(() => set([]));
  place.append(element("div", { className: "bar" },
    search,
    element("button", { onclick: none, id: "no-faults" }, "Switch all off"),
    element("span", { className: "soft" }, "For one request: the header X-Mock-Fault: name[;p=0.5]"),
  ));
  const groups = Map.groupBy ? Map.groupBy(told.known, (fault) => fault.group) : grouped(told.known);
  for (const [group, faults] of groups) {
    place.append(element("h2", {}, group), element("div", { className: "faults" }, faults.map(toggle)));
  }
  show(told);
}

export async function refresh() {
  show(await ask("GET", "/faults"));
}

function grouped(faults) {
  const groups = new Map();
  for (const fault of faults) groups.set(fault.group, [...(groups.get(fault.group) ?? []), fault]);
  return groups;
}

function toggle(fault) {
  const box = element("input", { type: "checkbox", id: `fault-${fault.name}` });
  box.addEventListener("change", attempt(async () => {
    const others = active.filter((text) => text.split(";")[0] !== fault.name);
    await set(box.checked ? [...others, fault.name] : others);
  }));
  const form = element("span", { className: "form" });
  return element("label", {}, box, element("span", {}, element("code", {}, fault.name), form), element("small", {}, fault.sentence));
}

async function set(names) {
  await ask("PUT", "/faults", { active: names });
  await refresh();
}

function show(told) {
  active = told.active;
  count.textContent = active.length ? String(active.length) : "";
  for (const label of place.querySelectorAll("label")) {
    const box = label.querySelector("input");
    const asked = active.filter((text) => `fault-${text.split(";")[0].trim()}` === box.id);
    box.checked = asked.length > 0;
    label.querySelector(".form").textContent = asked.map((text) => told.spent.includes(text) ? `${text}: spent` : text).filter((text) => /[;:]/.test(text)).join(", ");
  }
}

function filter(text) {
  for (const label of place.querySelectorAll("label")) label.hidden = !label.textContent.toLowerCase().includes(text);
}
