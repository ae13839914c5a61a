import { attribute, el, figures, keyed, text, when } from "../lib/dom.js";
import { full, gib, moment } from "../lib/format.js";

/* The card of a machine. */

const GIB = 2 ** 30;

/** @param {import("../lib/machines.js").Machine} machine */
export function fillMachine(node, { title, note, state, word, old, warning, memory, facts }, now) {
  const part = name => node.querySelector(`[data-part=${name}]`);
  const mark = node.querySelector("header state-mark");
  node.toggleAttribute("data-stale", Boolean(old));
  text(node.querySelector("h3"), title);
  text(part("note"), note);
  attribute(mark, "data-state", state);
  text(mark, word);
  part("warning").hidden = !warning;
  when(part("warning"), warning, () => warning && el("state-mark", { "data-state": "attention" },
    `${full(warning.sentence)} Since ${moment(warning.since, now)}.`));
  bar(node.querySelector("memory-bar"), title, memory);
  text(part("facts"), [old, ...facts].filter(Boolean).join(" "));
}

function bar(node, title, memory) {
  const [caption, line] = node.children;
  when(caption.lastElementChild, memory && [memory.used, memory.total], () => memory === null ? ["unknown"]
    : [el("b", {}, gib(memory.used * GIB)), ` of ${gib(memory.total * GIB)} GiB`]);
  attribute(line, "aria-label", `${title}, unified memory: ${memory?.said ?? "unknown"}`);
  keyed(line, memory?.parts ?? [], ({ part }) => part, () => el("i"), (piece, { part, at, size }) => {
    piece.dataset.part = part;
    figures(piece, { at, size, of: memory.total });
  });
}

/** A line for each figure, with its newest value. */
export function fillPlots(list, plots, { series, frame, mark }, span) {
  keyed(list, plots, ({ label }) => label,
    () => el("spark-plot", {}, el("p", { class: "caption" }, el("span"), el("b"))),
    (node, { label, value, unit, series: name, low, high, area }) => {
      const [caption] = node.children;
      text(caption.children[0], label);
      text(caption.children[1], value);
      node.show(`${mark} ${name}`, () => series.line(name), { ...frame, low, high, area },
        most => `at most ${most.toFixed(most < 10 ? 1 : 0)} ${unit} in the last ${span}`);
    });
}
