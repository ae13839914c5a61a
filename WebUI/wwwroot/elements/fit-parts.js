import { attribute, el, figures, keyed, text } from "../lib/dom.js";

/* What a load would take of one Spark, drawn (lib/fit-bar.js). */

export const barNode = () => el("memory-bar", {},
  el("p", { class: "caption" }, el("span"), el("span", {}, "limit ", el("b"), el("span"))), el("div", { role: "img" }));

export function fillBar(node, { title, caption, said, parts, of, limit }) {
  const [words, line] = node.children;
  text(words.firstElementChild, title);
  const [strong, rest] = words.lastElementChild.children;
  text(strong, caption[0]);
  text(rest, caption[1]);
  attribute(line, "aria-label", said);
  keyed(line, [...parts, ...limit === null ? [] : [{ part: "limit", at: limit, size: 0 }]], ({ part }) => part,
    () => el("i"), (piece, { part, at, size }) => {
      if (part === "limit") piece.className = "limit"; else piece.dataset.part = part;
      figures(piece, { at, size, of });
    });
}
