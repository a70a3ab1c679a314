// The API reference out of openapi.yaml, each operation with a form to try it.
import { ROOT, ask, attempt, broken, element, pretty } from "./dom.js";

const place = document.getElementById("reference");
const METHODS = ["get", "post", "patch", "put", "delete"];
let api = {};

export async function start(accounts, secrets) {
  api = await ask("GET", "/openapi.json");
  const key = element("input", { id: "try-key", value: accounts[0] ?? "", "aria-label": "API key" });
  const secret = element("input", { id: "try-secret", type: "password", value: secrets[accounts[0]] ?? "", autocomplete: "off", "aria-label": "API secret" });
  place.append(
    element("h2", {}, `${api.info.title} ${api.info.version}`),
    prose(api.info.description),
    element("div", { className: "bar" }, "Try it as", key, secret),
  );
  for (const tag of api.tags ?? []) {
    place.append(element("h2", {}, tag.name), element("p", { className: "soft" }, tag.description ?? ""));
    for (const [path, item] of Object.entries(api.paths)) {
      for (const method of METHODS) {
        if (item[method]?.tags?.includes(tag.name)) place.append(operation(path, method, item, item[method]));
      }
    }
  }
}

function resolve(node) {
  while (node?.$ref) node = node.$ref.slice(2).split("/").reduce((part, step) => part[step.replaceAll("~1", "/").replaceAll("~0", "~")], api);
  return node ?? {};
}

function prose(text) {
  return element("div", {}, (text ?? "").split(/\n\n+/).map((part) => {
    const lines = part.split(/^- /m);
    return lines.length > 1 && !lines[0]
      ? element("ul", {}, lines.slice(1).map((line) => element("li", {}, ...marked(line))))
      : element("p", {}, ...marked(part));
  }));
}

function marked(text) {
  return text.split(/(`[^`]+`|\*\*[^*]+\*\*)/).map((part) => {
    if (part.startsWith("`")) return element("code", {}, part.slice(1, -1));
    return part.startsWith("**") ? element("strong", {}, part.slice(2, -2)) : part;
  });
}

function operation(path, method, item, node) {
  const parameters = [...(item.parameters ?? []), ...(node.parameters ?? [])].map(resolve);
  return element("details", { id: `op-${node.operationId}` },
    element("summary", {},
      element("span", { className: "method" }, method.toUpperCase()),
      element("span", { className: "path grow" }, ...broken(path)),
      element("span", {}, node.summary ?? ""),
    ),
    element("div", { className: "body" },
      prose(node.description),
      ...described(node),
      attemptForm(path, method, parameters, node),
    ),
  );
}

function* described(node) {
  const schema = resolve(node.requestBody).content?.["application/json"]?.schema;
  if (schema) yield* [element("h3", {}, "Body"), ...variants(schema)];
  yield element("h3", {}, "Answers");
  yield element("table", {}, Object.entries(node.responses).map(([status, response]) =>
    element("tr", {}, element("td", {}, element("code", {}, status)), element("td", {}, resolve(response).description ?? ""))));
}

function variants(schema) {
  const known = resolve(schema);
  if (!known.oneOf) return [fields(known)];
  return known.oneOf.flatMap((one) => [element("h3", {}, resolve(one).title ?? "Variant"), fields(resolve(one))]);
}

function flattened(schema) {
  const known = resolve(schema);
  const parts = (known.allOf ?? []).map(flattened);
  return {
    properties: Object.assign({}, ...parts.map((part) => part.properties), known.properties),
    required: [...parts.flatMap((part) => part.required), ...(known.required ?? [])],
  };
}

function fields(schema) {
  const { properties, required } = flattened(schema);
  return element("table", {},
    element("tr", {}, ["Field", "Type", "What it is"].map((name) => element("th", {}, name))),
    Object.entries(properties).map(([name, property]) => {
      const known = resolve(property);
      const type = known.enum?.join(", ") ?? known.const ?? known.type ?? "";
      return element("tr", {},
        element("td", {}, element("code", {}, name), required.includes(name) ? " *" : ""),
        element("td", {}, String(type)),
        element("td", {}, ...marked(known.description ?? "")));
    }));
}

// The examples of a body by name; none if there is no body.
function examples(node) {
  const content = resolve(node.requestBody).content?.["application/json"];
  if (!content) return [];
  const named = Object.entries(content.examples ?? {}).map(([name, one]) => [resolve(one).summary ?? name, resolve(one).value ?? {}]);
  return named.length ? named : [["example", content.example ?? {}]];
}

function attemptForm(path, method, parameters, node) {
  const inputs = parameters.map((parameter) => [parameter, element("input", {
    value: parameter.in === "path" ? String(parameter.example ?? resolve(parameter.schema).example ?? "") : "",
    required: parameter.required === true,
    placeholder: parameter.required ? "required" : "",
    "aria-label": parameter.name,
  })]);
  const bodies = examples(node);
  const body = bodies.length ? element("textarea", { value: JSON.stringify(bodies[0][1], null, 2), spellcheck: false, "aria-label": "Body" }) : null;
  const choice = element("select", { "aria-label": "Example" }, bodies.map(([name], index) => element("option", { value: String(index) }, name)));
  choice.addEventListener("change", () => { body.value = JSON.stringify(bodies[Number(choice.value)][1], null, 2); });
  const fault = element("input", { placeholder: "a fault, or nothing", "aria-label": "X-Mock-Fault" });
  const result = element("pre", { hidden: true, className: "result" });
  const send = attempt(async () => {
    if (!inputs.every(([, input]) => input.reportValidity())) return;
    result.hidden = false;
    result.textContent = "…";
    result.textContent = await tried(path, method, inputs, body, fault.value).catch((error) => `no answer: ${error.message}`);
  });
  return element("div", { className: "try" },
    element("h3", {}, "Try it"),
    inputs.map(([parameter, input]) => element("label", { className: "field" }, element("span", {}, element("code", {}, parameter.name), parameter.required ? " *" : ""), input)),
    element("label", { className: "field" }, element("code", {}, "X-Mock-Fault"), fault),
    bodies.length > 1 ? element("label", { className: "field" }, "Example", choice) : null,
    body,
    element("div", { className: "bar" }, element("button", { className: "primary", onclick: send }, "Send")),
    result,
  );
}

async function tried(path, method, inputs, body, fault) {
  const query = new URLSearchParams();
  for (const [parameter, input] of inputs) {
    if (parameter.in === "path") path = path.replace(`{${parameter.name}}`, encodeURIComponent(input.value));
    else if (parameter.in === "query" && input.value) query.set(parameter.name, input.value);
  }
  const pair = new TextEncoder().encode(`${document.getElementById("try-key").value}:${document.getElementById("try-secret").value}`);
  const headers = { Authorization: `Basic ${btoa(String.fromCharCode(...pair))}`, Accept: "application/json" };
  if (body) headers["Content-Type"] = "application/json";
  if (fault) headers["X-Mock-Fault"] = fault;
  const search = query.size ? `?${query}` : "";
  const answer = await fetch(ROOT + path + search, { method: method.toUpperCase(), headers, body: body?.value, credentials: "omit" });
  return `${answer.status} ${answer.statusText}\n${pretty(await answer.text())}`;
}
