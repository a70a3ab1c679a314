// The faults as switches.
import { ask, attempt, element } from "./dom.js";

const place = document.getElementById("faults");
const count = document.getElementById("active");
let active = [];

export async function start() {
  const told = await ask("GET", "/faults");
  active = told.active;
  const search = element("input", { type: "search", placeholder: "Search", "aria-label": "Search faults" });
  search.addEventListener("input", () => filter(search.value.toLowerCase()));
  const none = attempt(async () => { await set([]); place.querySelectorAll("input[type=checkbox]").forEach((box) => { box.checked = false; }); });
  place.append(element("div", { className: "bar" },
    search,
    element("button", { onclick: none, id: "no-faults" }, "Switch all off"),
    element("span", { className: "soft" }, "For one request: the header X-Mock-Fault: name[;p=0.5]"),
  ));
  const groups = Map.groupBy ? Map.groupBy(told.known, (fault) => fault.group) : grouped(told.known);
  for (const [group, faults] of groups) {
    place.append(element("h2", {}, group), element("div", { className: "faults" }, faults.map(toggle)));
  }
  show();
}

function grouped(faults) {
  const groups = new Map();
  for (const fault of faults) groups.set(fault.group, [...(groups.get(fault.group) ?? []), fault]);
  return groups;
}

function toggle(fault) {
  const on = active.some((text) => text.split(";")[0] === fault.name);
  const box = element("input", { type: "checkbox", checked: on, id: `fault-${fault.name}` });
  box.addEventListener("change", attempt(async () => {
    const others = active.filter((text) => text.split(";")[0] !== fault.name);
    await set(box.checked ? [...others, fault.name] : others);
  }));
  return element("label", {}, box, element("code", {}, fault.name), element("small", {}, fault.sentence));
}

async function set(names) {
  active = (await ask("PUT", "/faults", { active: names })).active;
  show();
}

function show() {
  count.textContent = active.length ? String(active.length) : "";
}

function filter(text) {
  for (const label of place.querySelectorAll("label")) label.hidden = !label.textContent.toLowerCase().includes(text);
}
