import { el, text } from "../lib/dom.js";
import { count } from "../lib/format.js";
import { copyButton } from "./copy-button.js";

/** What can be done, as a sentence with its button and its command. */
export function remedyRow({ title, detail, command, max_model_len: n, anyway }, time, act) {
  if (n) return row(title, `${detail ?? ""}${time}`, act(`Apply ${count(n)} and retry`));
  if (anyway) return row(title, detail ?? "", act("Load anyway"));
  if (!command) return row(title, detail ?? "");
  const shown = el("pre", { class: "command", tabindex: "0", "aria-label": "Command" }, command);
  return row(title, detail ?? "", copyButton(command, "the command", "Copy the command"), shown);
}

export function row(title, detail, button, below) {
  const words = detail.trim();
  return el("li", {}, el("div", {}, el("strong", {}, title), words && el("p", {}, words), below), button);
}

/** A refusal stands in the row whose button was refused. */
export function tellIn(where, words) {
  const line = where.querySelector(".problem")
    ?? where.firstElementChild.appendChild(el("p", { class: "problem", role: "alert" }));
  text(line, words);
  line.hidden = !words;
}

/** Waits until the failed swap has ended, and while another is sent. */
export const button = (words, act, kind) =>
  el("button", { type: "button", "data-kind": kind, "data-waits": true, onclick: act }, words);
