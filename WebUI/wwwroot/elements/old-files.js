import { importAnswer } from "../lib/answers.js";
import { el, icon, when } from "../lib/dom.js";
import { full } from "../lib/format.js";
import { oldFiles, untold } from "../lib/old-files.js";
import { closeImport } from "../lib/seen.js";
import { Live, toStatement } from "./base.js";

/** <old-files>: after an upgrade, what was taken of the files of the version before and what was not. */
class OldFiles extends Live {
  leave() { this.replaceChildren(); }

  tell({ view, at }) {
    const moment = untold(view, at);
    const report = moment && importAnswer.look().value;
    this.hidden = !report;
    if (!report) return;
    when(this, [moment, report], () => notice(oldFiles(report), () => {
      closeImport(moment);
      toStatement();
    }));
  }
}

const notice = ({ strong, text, lists }, close) =>
  el("section", { class: "banner", "aria-label": "Files of the version before" },
    icon("info"), el("p", {}, el("strong", {}, strong), " ", text),
    el("button", { type: "button", "data-size": "s", onclick: close }, "Close"),
    el("details", { class: "fold" }, el("summary", {}, icon("chevron"), "Show what"),
      el("div", {}, ...lists.flatMap(({ title, rows }) =>
        [el("h2", {}, title), el("ul", { role: "list" }, ...rows.map(row))]))));

const row = ({ file, what, why }) =>
  el("li", {}, el("code", {}, file), el("span", {}, what), why && el("small", {}, full(why)));

customElements.define("old-files", OldFiles);
