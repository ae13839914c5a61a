import { el } from "../lib/dom.js";
import { copyButton } from "./copy-button.js";

/** A command that mends something, to read and to copy. */
export const commandLine = command => el("div", { class: "mend" },
  el("code", {}, command), copyButton(command, "the command"));

const MARKS = { failed: "failed", warning: "attention" };

/** What a pre-flight found that is not in order. */
export function checkLine({ state, title, detail, remedy, command }) {
  const words = [detail, remedy].filter(Boolean).join(" ");
  return el("div", { class: "check" },
    el("state-mark", { "data-state": MARKS[state] ?? "unknown" }, title),
    words && el("p", {}, words), command && commandLine(command));
}

/** All that a pre-flight found. */
export function checkLines(report, bad) {
  if (!report) return [el("state-mark", { "data-state": "working" }, "Looking")];
  if (report.problem) return [el("state-mark", { "data-state": "unknown" }, report.problem.message)];
  if (bad.length > 0) return bad.map(checkLine);
  return [report.ok === false ? el("state-mark", { "data-state": "failed" }, "Something is missing")
    : el("state-mark", { "data-state": "healthy" }, "Weights, image, memory and the Sparks are in order")];
}
