import { attribute, el, figures, icon, keyed, template, text, when } from "../lib/dom.js";
import { full } from "../lib/format.js";
import { plain } from "../lib/lines.js";
import { bars, inWords, share } from "../lib/uptime.js";
import { commandLine } from "./check-line.js";

/* The card of a service. */

/** What the bars of a card were made of: an answer, which is another object when it was read anew. */
const drawn = new WeakMap();

const BUTTONS = { restart: ["restart", "Restart"], stop: ["stop", "Stop"], start: ["play", "Start"] };

export function fillCard(node, card) {
  const part = name => node.querySelector(`[data-part=${name}]`);
  const mark = node.querySelector("header state-mark");
  text(node.querySelector("h3"), card.title);
  text(part("note"), card.note);
  attribute(mark, "data-state", card.state);
  text(mark, card.word);
  text(part("words"), card.words.join(" "));
  tellDoing(part("doing"), card);
  when(part("trouble"), [card.trouble, card.restart], () => card.trouble && trouble(card.trouble, card.restart));
  when(part("failure"), [card.failure, card.action],
    () => card.failure && [...trouble(card.failure, false), close(card)]);
  uptime(node, card);
  menu(node.querySelector("menu"), card);
  text(part("blocked"), card.blocked ?? "");
  part("blocked").hidden = !card.blocked;
  if (card.hasCap && !part("cap")) node.querySelector("up-time").before(template("memory-cap"));
  for (const button of node.querySelectorAll("[data-do=cure]")) button.disabled = isAsleep(card);
}

const isAsleep = ({ blocked, doing, isSent }) => Boolean(blocked || doing || isSent);

function tellDoing(line, { doing }) {
  when(line, doing, () => doing && el("state-mark", { "data-state": "working" }, doing));
}

/** What is wrong, what speaks for it, and what helps. */
function trouble({ title, detail, remedies = [] }, restart) {
  return [
    el("strong", {}, full(plain(title))), detail && el("p", {}, plain(detail)),
    restart && el("button", { type: "button", "data-kind": "primary", "data-size": "s", "data-do": "cure" },
      icon("restart"), "Restart now"),
    ...remedies.map(remedy => el("div", { class: "remedy" }, el("p", {}, full(remedy.title), " ", remedy.detail ?? ""),
      remedy.command && commandLine(remedy.command)))
  ];
}

const close = ({ action, title }) => el("button", { type: "button", "data-kind": "quiet", "data-size": "s",
  "data-do": "close", "data-action": action, "aria-label": `Close this report: ${title}` }, "Close this report");

function uptime(node, { title, uptime: up }) {
  const [line, legend] = [node.querySelector("up-time"), node.querySelector(".legend")];
  line.hidden = legend.hidden = !up;
  if (!up || drawn.get(line) === up) return;
  drawn.set(line, up);
  attribute(line, "aria-label", `${title}, the last 24 hours: ${inWords(up)}`);
  keyed(line, bars(up.buckets).map((bar, i) => ({ i, ...bar })), ({ i }) => i, () => el("i"),
    (bar, { state, down }) => {
      attribute(bar, "data-state", state);
      figures(bar, { down });
    });
  text(legend.children[1], share(up));
}

/** A button stays the same node as long as it makes sense: it may have the focus. */
function menu(list, card) {
  keyed(list, [...card.verbs, "log"], verb => verb, verb => el("li", {}, verb === "log"
    ? button("terminal", "Log", verb, card.title, "quiet") : button(...BUTTONS[verb], verb, card.title)),
    (item, verb) => { item.firstElementChild.disabled = verb !== "log" && isAsleep(card); });
}

const button = (sign, words, verb, title, kind) => el("button", {
  type: "button", "data-size": "s", "data-kind": kind, "data-do": verb, "aria-label": `${words}: ${title}`
}, icon(sign), words);
