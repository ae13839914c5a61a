import { el, icon } from "../lib/dom.js";
import { full } from "../lib/format.js";
import { commandLine } from "./check-line.js";

/**
 * What can be done about a job that failed: each way with its command, and the page where something has to be accepted.
 * @param {{ code: string, remedies?: object[], url?: string } | null} failure
 */
export function failureNotes(failure) {
  if (!failure) return [];
  return [
    ...(failure.remedies ?? []).map(({ title, detail, command }) => el("div", { class: "remedy" },
      el("p", {}, el("strong", {}, full(title)), detail && ` ${full(detail)}`), command && commandLine(command))),
    failure.url && el("p", {}, outside(failure.url, failure.code === "gated_repo" ? "Open the licence page"
      : "Open its page"))
  ];
}

/** A way out of the panel; only one that a browser would follow as a page. */
export const outside = (href, words) => /^https?:\/\//.test(href)
  ? el("a", { href, target: "_blank", rel: "noopener", class: "out" }, icon("open"), words) : words;

/** Files by their names, with what is to be said of them; nothing where there are none. */
export const files = (words, names) => names.length > 0 && el("div", {}, el("p", {}, words),
  el("ul", { class: "files" }, ...names.map(name => el("li", {}, el("code", {}, name)))));
