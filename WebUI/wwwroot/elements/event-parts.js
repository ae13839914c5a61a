import { attribute, el, icon, keyed, text, when } from "../lib/dom.js";
import { evidenceWords } from "../lib/evidence.js";
import { clockSeconds, full, lasted, nodeName } from "../lib/format.js";
import { incidentState, incidentTime, incidentTitle, told } from "../lib/journal.js";
import { incidentAddress } from "../lib/route.js";

/* What happened, as nodes: a line of the log, and an incident with its lines. */

export const lineNode = () => el("event-line", {}, el("time"), el("span", { class: "sign" }), el("p"), el("small"));

export function fillLine(node, entry) {
  const { state, icon: sign, strong, more, small } = told(entry);
  const [time, mark, words, source] = node.children;
  attribute(node, "data-state", state);
  attribute(time, "datetime", entry.at);
  text(time, clockSeconds(entry.at));
  when(mark, sign, () => icon(sign));
  when(words, [strong, more], () => [new Text(strong), more && el("span", {}, ` ${more}`)]);
  text(source, small);
}

/** An incident among other events: open while it lasts. */
export function incidentNode({ end }) {
  return el("details", { class: "incident", open: !end },
    el("summary", {}, el("h3", {}, el("state-mark"), el("span")), el("time", { class: "note" })), el("div"));
}

/** @param {boolean} isAlone whether it has a page to itself, and needs no link to it */
export function fillIncident(node, incident, now) {
  const [head, time] = node.firstElementChild.children;
  tellMark(head.firstElementChild, incident);
  text(head.lastElementChild, incidentTitle(incident));
  text(time, incidentTime(incident, now, lasted));
  fillEvidence(node.lastElementChild, incident, true);
}

/** @param {object} incident */
export function tellMark(mark, { end, cause }) {
  attribute(mark, "data-state", incidentState({ end, cause }));
}

/** The probable cause, the lines, and the ways to take them along. */
export function fillEvidence(node, incident, hasLink) {
  if (!node.firstElementChild)
    node.append(el("p", { class: "cause" }, el("strong"), el("span")), el("div", { class: "lines" }),
      el("p", { class: "note" }), el("div", { class: "row" }, ...exports(incident, hasLink)));
  const [cause, lines, left] = node.children;
  text(cause.firstElementChild, incident.cause ? "Probable cause" : "No cause is seen");
  text(cause.lastElementChild, incident.cause ? full(named(incident.cause.sentence)) : "The data does not say why.");
  keyed(lines, incident.entries, ({ id }) => id, lineNode, fillLine);
  left.hidden = !incident.omitted;
  text(left, `${incident.omitted} lines in the middle are left out; the log has them.`);
}

/** The panel's words for programs name the Sparks by their keys. */
const named = sentence => sentence.replace(/\bspark[12]\b/g, nodeName);

function exports(incident, hasLink) {
  const { id } = incident;
  const address = `/api/incidents/${encodeURIComponent(id)}`;
  const file = (words, href, name) =>
    el("a", { class: "button", "data-size": "s", href, download: name }, icon("download"), words);
  return [
    file("Markdown", `${address}?format=markdown`, `incident-${id}.md`),
    file("JSON", address, `incident-${id}.json`),
    hasLink && el("a", { class: "button", "data-size": "s", "data-kind": "quiet", href: incidentAddress(id) },
      evidenceWords(incident))
  ];
}
