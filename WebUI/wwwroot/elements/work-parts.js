import { attribute, el, icon, keyed, template, text, when } from "../lib/dom.js";
import { trouble } from "../lib/transcript-problems.js";

/* The card of a recording at work, or of one that failed. */

export const workNode = () => template("work-card");

/**
 * @param {import("../lib/jobs.js").Card} card
 * @param {{ problem?: object | null, actions: [string, string][], href?: string }} more
 *   what went wrong; buttons as data-do and words; where it is read
 */
export function fillWork(node, card, { problem = null, actions, href = null }) {
  const part = name => node.querySelector(`[data-part=${name}]`);
  const mark = node.querySelector("header state-mark");
  when(node.querySelector("h3"), [card.title, href], () => href ? el("a", { href }, card.title) : card.title);
  text(part("note"), card.note);
  attribute(mark, "data-state", card.state);
  text(mark, card.word);
  keyed(part("hops"), card.hops, ({ name }) => name, hopNode, fillHop);
  text(part("last"), card.last ?? "");
  text(part("words"), card.words);
  when(part("trouble"), problem, () => problem && told(trouble(problem)));
  keyed(node.querySelector("menu"), actions, action => action.join(" "), ([what, words]) => el("li", {}, el("button",
    { type: "button", "data-size": "s", "data-do": what, "aria-label": `${words}: ${card.title}` }, words)), () => {});
}

const hopNode = ({ name }) => el("div", { class: "hop" }, el("b", {}, name), el("progress"), el("span"));

function fillHop(node, { name, value, max, words }) {
  const [, bar, figures] = node.children;
  attribute(bar, "aria-label", name);
  if (value === null) bar.removeAttribute("value");
  else [bar.max, bar.value] = [max, value];
  text(figures, words);
}

function told({ state, title, detail, words, link }) {
  return [
    el("state-mark", { "data-state": state }, title || detail), title && detail && el("p", {}, detail),
    words && el("p", {}, words), link && el("p", {}, el("a", { href: link.href }, icon("health"), link.text))
  ];
}

/** What can be done about one that ended without a text. */
export const actionsOf = problem =>
  [trouble(problem).again && ["send-job", "Send it again"], ["remove-job", "Remove"]].filter(Boolean);
