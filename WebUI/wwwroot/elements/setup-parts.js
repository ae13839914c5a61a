import { get } from "../lib/api.js";
import { attribute, el, text, when } from "../lib/dom.js";
import { keyFile } from "../lib/setup.js";
import { commandLine } from "./check-line.js";
import { copyAndSay } from "./copy-button.js";

/** How a step stands, for who does not see its mark. */
const SAID = { done: "Done: ", now: "Now: ", failed: "Failed: ", next: "To come: " };

export function tellStep(step, state, proofs) {
  step.dataset.state = state;
  text(step.querySelector("h2 > span"), SAID[state]);
  when(step.querySelector(".proof"), proofs, () => proofs.map(proof));
}

/** What was seen of a step, and the command that mends what is not in order. */
function proof({ state, title, code, words, command }) {
  const said = code ? el("code", {}, code)
    : (words || command) && el("div", {}, words && el("span", {}, words), command && commandLine(command));
  return el("li", {}, state ? el("state-mark", { "data-state": state }, title) : el("span", {}, title), said || null);
}

/** What had the focus may have been done with: then it goes to the heading of its step. */
export function keepFocus(step) {
  const { activeElement: held } = document;
  const isSeen = held && !held.closest("[hidden]"); // hidden, it keeps the focus until the browser looks again
  if (!isSeen || !step.contains(held)) step.querySelector("h2").focus();
}

/** How to see the fingerprint on the machine itself. */
export const howToCompare = ({ title, type }) =>
  [`On ${title}, `, el("code", {}, `ssh-keygen -lf ${keyFile(type)}`), " shows the same text."];

export const trustButton = ({ title, replaces }, onclick) =>
  el("button", { type: "button", "data-kind": replaces ? "danger" : "primary", onclick },
    replaces ? `It is the same machine, trust its new key: ${title}` : `It matches, trust ${title}`);

/** Shows the line that lets SparkControl in; what cannot be read cannot be copied. */
export async function keyLine(shown, button, signal) {
  const { line, message } = await get("/api/ssh/public-key").catch(problem => problem);
  text(shown, line ?? message);
  button.disabled = !line;
  button.addEventListener("click", () => copyAndSay(line, "the line"), { signal });
}

/** @param {string} key how the step of the key stands: once it is done, a test is not the next thing to do */
export function tellTest(button, spark1, spark2, key, { report, isRunning }) {
  button.disabled = !spark1;
  attribute(button, "aria-busy", isRunning ? "true" : null); // disabled, it would lose the focus
  text(button, isRunning ? "Testing" : `Test${spark2 ? " both" : ""}${report ? " again" : ""}`);
  if (key === "done") delete button.dataset.kind; else button.dataset.kind = "primary";
}
