import { attribute, el, keyed, template, text, when } from "../lib/dom.js";
import { full } from "../lib/format.js";
import { failureNotes } from "./failure-notes.js";

/* The card of a download. */

export const downloadNode = () => template("download-card");

/** @param {import("../lib/downloads.js").Card} card */
export function fillDownload(node, card) {
  const part = name => node.querySelector(`[data-part=${name}]`);
  node.dataset.id = card.id;
  part("log").hidden = card.state === "queued";
  node.querySelector("job-log").dataset.job = card.id;
  text(node.querySelector("h3"), card.title);
  text(node.querySelector("code"), card.repo);
  attribute(node.querySelector("header state-mark"), "data-state", card.state);
  text(node.querySelector("header state-mark"), card.word);
  keyed(part("hops"), card.hops, ({ key }) => key, hopNode, fillHop);
  fillFiles(part("files"), card.files);
  when(part("title"), card.failure, () => card.failure ? [el("strong", {}, full(card.failure.title)),
    ` ${full(card.failure.detail ?? "")}`] : []);
  text(part("words"), card.words);
  text(part("more"), card.more.join(" "));
  when(part("ways"), card.failure, () => failureNotes(card.failure));
  keyed(node.querySelector("menu"), card.actions, ([what]) => what, ([what]) => el("li", {}, el("button",
    { type: "button", "data-size": "s", "data-do": what, "data-kind": what === "close" ? "quiet" : null })),
  (item, [, words]) => {
    text(item.firstElementChild, words);
    attribute(item.firstElementChild, "aria-label", `${words}: ${card.title}`);
  });
}

const hopNode = ({ name }) => el("div", { class: "hop" }, el("b", {}, name),
  el("progress", { max: 100, "aria-label": name }), el("span"));

function fillHop(node, { value, state, words }) {
  const [, bar, figures] = node.children;
  if (value === null) bar.removeAttribute("value"); else if (bar.value !== value) bar.value = value;
  attribute(bar, "data-state", state);
  text(figures, words);
}

/** Rows are drawn for one who has opened them: there may be hundreds. */
function fillFiles(fold, files) {
  fold.hidden = !files;
  if (!files) return;
  const [summary, list, note] = ["summary > span", "ul", "p"].map(one => fold.querySelector(one));
  text(summary, files.words);
  text(note, files.more);
  keyed(list, fold.open ? files.rows : [], ({ path }) => path, fileNode, fillFile);
}

const fileNode = ({ path }) => el("li", {}, el("code", {}, path), el("span"));

function fillFile(node, { path, state, value, words }) {
  node.dataset.state = state;
  text(node.children[1], words);
  const bar = node.querySelector("progress");
  if (value === null) bar?.remove();
  else if (bar) bar.value = value;
  else node.append(el("progress", { max: 100, value, "aria-label": path }));
}
