import { attribute, el, icon, when } from "../lib/dom.js";
import { modelAddress } from "../lib/route.js";

/* What can be done with a model, at the end of its card. */

export const actNode = press => {
  const button = el("button", { type: "button" });
  button.addEventListener("click", () => press(button));
  return button;
};

export const linkNode = (what, key) => what === "watch"
  ? el("a", { class: "button", "data-kind": "quiet", href: "#home" }, "Watch")
  : el("a", { class: "button", "data-kind": "icon", href: modelAddress(key) }, icon("pencil"));

/** What cannot be done now keeps the focus that it may have. */
export function fillAct(button, { key, name, quiet, disabled, text, short, icon: sign, do: what }) {
  const values = { "data-kind": quiet && "quiet", "aria-disabled": disabled && "true", "data-what": what,
    "data-model": key, "aria-describedby": `where-${key}`, "aria-label": `${text}: ${name}` };
  for (const [attributeName, value] of Object.entries(values)) attribute(button, attributeName, value);
  when(button, [text, short, sign], () => [sign && icon(sign), words(text, short)]);
}

const words = (all, short) => all === short ? all
  : el("span", {}, short, el("span", { class: "wide" }, all.slice(short.length)));
