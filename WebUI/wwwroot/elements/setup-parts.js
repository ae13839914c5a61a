import { el } from "../lib/dom.js";
import { keyFile } from "../lib/setup.js";
import { commandLine } from "./check-line.js";

/** How a step stands, for who does not see its mark. */
export const SAID = { done: "Done: ", now: "Now: ", failed: "Failed: ", next: "To come: " };

/** How to see the fingerprint on the machine itself. */
export const howToCompare = ({ title, type }) =>
  [`On ${title}, `, el("code", {}, `ssh-keygen -lf ${keyFile(type)}`), " shows the same text."];

export const trustButton = ({ title, replaces }, onclick) =>
  el("button", { type: "button", "data-kind": replaces ? "danger" : "primary", onclick },
    replaces ? `It is the same machine, trust its new key: ${title}` : `It matches, trust ${title}`);

/** What was seen of a step, and the command that mends what is not in order. */
export function proof({ state, title, code, words, command }) {
  const said = code ? el("code", {}, code)
    : (words || command) && el("div", {}, words && el("span", {}, words), command && commandLine(command));
  return el("li", {}, state ? el("state-mark", { "data-state": state }, title) : el("span", {}, title), said || null);
}
