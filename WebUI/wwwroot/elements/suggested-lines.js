import { el } from "../lib/dom.js";
import { outside } from "./failure-notes.js";

/** What is known of a repository, line by line. @param {import("../lib/suggested.js").Line[]} lines */
export const suggestedLines = lines => lines.flatMap(({ name, state, words, link }) => [
  el("dt", {}, name),
  el("dd", {}, state ? el("state-mark", { "data-state": state }, words) : words, link && " ",
    link && outside(link.href, link.text))
]);
