import { el, text } from "./dom.js";

/* A row of the log as it stands in the page. */

export function make({ kind, node, n, level }) {
  if (kind === "line") {
    return el("li", { "data-level": level }, el("span", {}, String(n)),
      el("span", {}, { spark1: "1", spark2: "2" }[node] ?? "·"), el("span"));
  }
  return el("li", { "data-kind": kind === "phase" ? "phase" : kind === "gap" ? "gap" : "gloss" }, el("span"));
}

/** @param {string} query what is searched, in lower case @param {boolean} looked whether it is the hit looked at */
export function fill(node, row, query, looked) {
  if (row.kind === "line") text(node.firstElementChild, String(row.n));
  node.toggleAttribute("data-hit", looked);
  node.lastElementChild.replaceChildren(...(query && row.kind === "line" ? marked(row.text, query) : [row.text]));
}

/** The text with every hit in a <mark>. */
function marked(words, query) {
  const parts = [];
  const small = words.toLowerCase();
  let at = 0;
  for (let hit = small.indexOf(query); hit >= 0; hit = small.indexOf(query, at)) {
    parts.push(words.slice(at, hit), el("mark", {}, words.slice(hit, hit + query.length)));
    at = hit + query.length;
  }
  return [...parts, words.slice(at)];
}
