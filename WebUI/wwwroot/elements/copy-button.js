import { copy, el, icon, text } from "../lib/dom.js";
import { toast } from "./base.js";

/** How long a button says that it has copied, in ms. */
const SHORT = 5000;

/**
 * A button that copies, with a word if there is room for one: copyButton("http://…", "the address"). It says itself
 * what came of it: a toast is neither seen nor heard while a dialog is open.
 */
export function copyButton(value, what, shown = null) {
  const look = shown ? {} : { "data-kind": "icon", "data-size": "s", "aria-label": `Copy ${what}` };
  const said = el("output");
  const tell = async () => {
    text(said, await copy(value) ? "Copied" : refused(what));
    setTimeout(() => text(said, ""), SHORT);
  };
  const button = el("button", { type: "button", ...look, onclick: tell }, icon("copy"), shown);
  return el("span", { class: "copy" }, button, said);
}

export async function copyAndSay(value, what) {
  toast(await copy(value) ? `${what.charAt(0).toUpperCase()}${what.slice(1)} is copied.` : refused(what));
}

const refused = what => `This browser did not let the page copy. Select ${what} instead.`;
