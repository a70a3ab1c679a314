// Building elements. Text only ever becomes text: nothing stored is read as HTML, and the page's
// policy (Trusted Types) would refuse it.

// Where the mock is: it may be mounted below a path of another application.
export const ROOT = new URL("../..", import.meta.url).pathname.replace(/\/$/, "");

export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (key in made && key !== "list") made[key] = value;
    else made.setAttribute(key, value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return made;
}

// A path that may go on in the next line after each slash, and not within a name if it can be helped.
export function broken(path) {
  return path.split(/(?<=[/?&])/).flatMap((part) => [part, element("wbr")]);
}

export function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

export function say(text) {
  const place = document.getElementById("message");
  place.textContent = text;
  place.hidden = !text;
  if (text) setTimeout(() => { if (place.textContent === text) place.hidden = true; }, 6000);
}

export async function ask(method, path, content) {
  const options = { method };
  if (content !== undefined) {
    options.headers = { "Content-Type": "application/json" };
    options.body = JSON.stringify(content);
  }
  const answer = await fetch(`${ROOT}/__mock${path}`, options);
  const read = await answer.json();
  if (!answer.ok) throw new Error(read.detail || answer.statusText);
  return read;
}

export function attempt(act) {
  return (...values) => Promise.resolve(act(...values)).catch((error) => say(String(error.message || error)));
}
