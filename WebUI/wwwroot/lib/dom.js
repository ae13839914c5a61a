/** The few hands every element needs. Data enters as text or as properties, never as markup. */

const marks = new WeakMap(); // what the children of a node were made of

/** A new element: el("p", { class: "note", hidden: true }, "text", otherNode). */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) attribute(node, name, value);
  node.append(...children.filter(child => child !== null && child !== undefined && child !== false));
  return node;
}

/** Sets, or removes for null, undefined and false; writes only what differs, so that nothing is announced twice. */
export function attribute(node, name, value) {
  if (name.startsWith("on")) return node.addEventListener(name.slice(2), value);
  if (value === null || value === undefined || value === false) return node.removeAttribute(name);
  const text = value === true ? "" : String(value);
  if (node.getAttribute(name) !== text) node.setAttribute(name, text);
}

export function text(node, value) { if (node.textContent !== value) node.textContent = value; }

/** The figures of a drawing go in as custom properties: the policy forbids style attributes in markup. */
export function figures(node, values) {
  for (const [name, value] of Object.entries(values)) node.style.setProperty(`--${name}`, value);
  return node;
}

/** A fresh copy of <template id="…">: its first element. */
export const template = id => document.getElementById(id).content.firstElementChild.cloneNode(true);

export function icon(name) {
  const svg = svgEl("svg", { class: "icon", "aria-hidden": "true" });
  svg.append(svgEl("use", { href: `#i-${name}` }));
  return svg;
}

export function svgEl(tag, attributes = {}) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  return node;
}

/** A list whose nodes stay the same as long as their key does: focus, open folds and scrolling survive. */
export function keyed(parent, items, key, create, update) {
  const gone = new Set(parent.children);
  const had = new Map([...gone].map(node => [node.dataset.key, node]));
  let at = parent.firstElementChild;
  for (const item of items) {
    const id = String(key(item));
    let node = had.get(id);
    if (node) had.delete(id); else { node = create(item); node.dataset.key = id; }
    if (node === at) at = at.nextElementSibling; else parent.insertBefore(node, at);
    gone.delete(node);
    update(node, item);
  }
  for (const node of gone) node.remove();
}

/** Does something at most once before the next paint. */
export function perFrame(act) {
  let waiting = false;
  return () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; act(); });
  };
}

/** Replaces children only when what they are made of differs. */
export function when(node, made, build) {
  const mark = JSON.stringify(made);
  if (marks.get(node) === mark) return;
  marks.set(node, mark);
  node.replaceChildren(...[build()].flat().filter(Boolean));
}

/** A sentence of plain and strong parts: ["Ready in ", { strong: "6 minutes" }, "."]. */
export const sentence = parts => parts.map(part => typeof part === "string" ? part : el("strong", {}, part.strong));

/** Plain HTTP in a LAN has no navigator.clipboard: then a selection is copied. */
export async function copy(value) {
  try { await navigator.clipboard.writeText(value); return true; } catch { /* not there, or not allowed */ }
  const area = el("textarea", { class: "visually-hidden", readonly: true, "aria-hidden": "true" });
  area.value = value;
  const focused = document.activeElement;
  (focused?.closest("dialog") ?? document.body).append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  focused?.focus();
  return done;
}

/** Hands a text, or a file, to the browser as a file. @param {string | Blob} what */
export function download(name, what) {
  const url = URL.createObjectURL(what instanceof Blob ? what : new Blob([what], { type: "text/plain" }));
  el("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
