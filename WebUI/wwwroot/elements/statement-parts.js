import { el, icon } from "../lib/dom.js";

/* What the statement of Home is made of. */

/** A name like Qwen3-VL is not broken at its hyphen; one as long as a path has to be. */
export const whole = title => title.split(/(\s)/)
  .map(word => word.includes("-") && word.length <= 12 ? el("span", { class: "whole" }, word) : word);

export const item = (attributes, ...children) =>
  el("li", {}, el("button", { type: "button", ...attributes }, ...children));

/** The way to the chat, with the model that serves. */
export const webUiItem = href => el("li", {},
  el("a", { class: "button", "data-kind": "quiet", "data-size": "s", href, target: "_blank", rel: "noopener" },
    icon("open"), "Open in Open WebUI"));
