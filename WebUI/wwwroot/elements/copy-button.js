import { copy, el, icon } from "../lib/dom.js";
import { toast } from "./base.js";

/** A button that copies, with a word if there is room for one: copyButton("http://…", "the address"). */
export function copyButton(value, what, shown = null) {
  const look = shown ? {} : { "data-kind": "icon", "data-size": "s", "aria-label": `Copy ${what}` };
  return el("button", { type: "button", ...look, onclick: () => copyAndSay(value, what) }, icon("copy"), shown);
}

export async function copyAndSay(value, what) {
  toast(await copy(value)
    ? `${what.charAt(0).toUpperCase()}${what.slice(1)} is copied.`
    : `This browser did not let the page copy. Select ${what} instead.`);
}
