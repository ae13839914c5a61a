import { attribute, el, icon, template, text, when } from "../lib/dom.js";
import { size } from "../lib/format.js";
import { closeJob } from "../lib/seen.js";

/* A row of the table of weights, and what came of a deletion. */

const NODES = ["spark1", "spark2"];

export const diskNode = () => template("disk-row");

/**
 * @param {import("../lib/disk.js").Row} row
 * @param {boolean} single one Spark is set up
 * @param {(what: string, detail: object) => void} act does it
 */
export function fillDisk(node, row, single, act) {
  const { weights, title, isNamed, cells, last } = row;
  const [name, first, second, loadedAt, button] = node.children;
  text(name.querySelector("span"), isNamed ? title : "");
  text(name.querySelector("code"), weights);
  fillMore(name.querySelector("details"), row, act);
  [first, second].forEach((cell, i) => {
    text(cell, cells[NODES[i]] ?? "unknown");
    attribute(cell, "class", cells[NODES[i]] === null ? "num unknown" : "num");
  });
  second.hidden = single;
  text(loadedAt, last);
  when(button, row.act, () => deletion(row, act));
}

function deletion({ title, act: { text: words, bytes, disabled, isLoaded } }, act) {
  return el("button", { type: "button", "data-size": "s", "data-kind": "quiet", disabled,
    "aria-label": `${words}${bytes === null ? "" : ` ${size(bytes)}`}: ${title}`,
    onclick: () => act("delete", { bytes, isLoaded }) },
  !disabled && icon("trash"), words, bytes !== null && el("span", { class: "wide" }, ` ${size(bytes)}`));
}

function fillMore(fold, { title, more }, act) {
  fold.hidden = more.length === 0;
  text(fold.querySelector(".visually-hidden"), ` about ${title}`);
  when(fold.querySelector("menu"), more, () => more.map(one => el("li", {}, el("button", { type: "button",
    "data-size": "s", "aria-label": `${one.text}: ${title}`, onclick: () => act(one.do, one) }, one.text))));
}

export const newsNode = ({ id, weights }) => el("p", { class: "row" }, el("state-mark"),
  el("button", { type: "button", "data-size": "s", "data-kind": "quiet", "aria-label": `Put away: ${weights}`,
    onclick: () => closeJob(id) }, "Put away"));

export function fillNews(node, { state, words }) {
  const [mark, close] = node.children;
  attribute(mark, "data-state", state);
  text(mark, words);
  close.hidden = state === "working";
}
