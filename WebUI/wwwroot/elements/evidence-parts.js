import { el, icon, keyed, text, when } from "../lib/dom.js";
import { evidence } from "../lib/evidence.js";

/** Longer tables are folded at first. */
const SHORT = 12;

/** What stands beside the lines of an incident, each table in a fold that stays as a person left it. */
export const fillBeside = (node, incident, now) => keyed(node, evidence(incident, now), ({ key }) => key, make, fill);

const make = ({ rows }) => el("details", { class: "fold", open: rows.length <= SHORT },
  el("summary", {}, icon("chevron"), el("span")),
  el("div", { class: "scroll-x", tabindex: "0", role: "region" },
    el("table", { class: "data" }, el("thead"), el("tbody"))));

function fill(node, { title, head, rows, isText }) {
  const [summary, region] = node.children;
  const [top, body] = region.firstElementChild.children;
  text(summary.lastElementChild, title);
  region.setAttribute("aria-label", title);
  when(top, head, () => el("tr", {}, ...head.map((words, i) =>
    el("th", { scope: "col", class: isText || i === 0 ? undefined : "num" }, words))));
  when(body, rows, () => rows.map(row => line(row, isText)));
}

const line = (cells, isText) => el("tr", {}, ...cells.map((words, i) => i === 0 ? el("th", { scope: "row" }, words)
  : el("td", { class: isText ? undefined : "num" }, isText && i === cells.length - 1 ? el("code", {}, words) : words)));
