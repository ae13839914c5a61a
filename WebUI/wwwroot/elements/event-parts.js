import { attribute, el, icon, keyed, text, when } from "../lib/dom.js";
import { evidenceWords } from "../lib/evidence.js";
import { clockSeconds, dated, full, lasted } from "../lib/format.js";
import { incidentState, incidentTime, incidentTitle, linesLeft, named, told } from "../lib/journal.js";
import { incidentAddress } from "../lib/route.js";

/* What happened, as nodes: a line of the log, and an incident with its lines. */

/** A day and what happened in it. */
export const dayNode = () => el("div", {}, el("h3", { class: "day" }), el("div", { role: "list" }));

export const lineNode = () =>
  el("event-line", { role: "listitem" }, el("time"), el("span", { class: "sign" }), el("p"), el("small"));

/** @param {string} when its time, with the day where that is not told elsewhere */
export function fillLine(node, entry, at = clockSeconds(entry.at)) {
  const { state, icon: sign, strong, more, small } = told(entry);
  const [time, mark, words, source] = node.children;
  attribute(node, "data-state", state);
  attribute(time, "datetime", entry.at);
  text(time, at);
  when(mark, sign, () => icon(sign));
  when(words, [strong, more], () => [new Text(strong), more && el("span", {}, ` ${more}`)]);
  text(source, small);
}

/** An incident among other events: open while it lasts. */
export const incidentNode = ({ id, end }) => el("div", { role: "listitem" },
  el("details", { class: "incident", open: !end, "data-incident": id },
    el("summary", {}, el("h3", {}, el("state-mark"), el("span")), el("time", { class: "note" })), el("div")));

export function fillIncident({ firstElementChild: node }, incident, now) {
  const [head, time] = node.firstElementChild.children;
  tellMark(head.firstElementChild, incident);
  text(head.lastElementChild, incidentTitle(incident));
  text(time, incidentTime(incident, now, lasted));
  fillEvidence(node.lastElementChild, incident, now, true);
}

/** @param {object} incident */
export function tellMark(mark, { end, cause }) {
  attribute(mark, "data-state", incidentState({ end, cause }));
}

/**
 * The probable cause, the lines, and the ways to take them along.
 * @param {boolean} hasLink whether there is a page of it to go to
 */
export function fillEvidence(node, incident, now, hasLink) {
  if (!node.firstElementChild)
    node.append(el("p", { class: "cause" }, el("strong"), el("span")), el("div", { class: "lines", role: "list" }),
      el("p", { class: "note" }), el("div", { class: "row" }, ...exports(incident), hasLink && pageLink(incident)));
  const [cause, lines, left, row] = node.children;
  text(cause.firstElementChild, incident.cause ? "Probable cause" : "No cause is seen");
  text(cause.lastElementChild, incident.cause ? full(named(incident.cause.sentence)) : "The data does not say why.");
  const { entries } = incident, times = dated(entries.map(({ at }) => at), now, clockSeconds);
  keyed(lines, entries.map((entry, i) => ({ entry, time: times[i] })), ({ entry }) => entry.id, lineNode,
    (line, { entry, time }) => fillLine(line, entry, time));
  left.hidden = !linesLeft(incident);
  text(left, linesLeft(incident) ?? "");
  if (hasLink) text(row.lastElementChild, evidenceWords(incident));
}

function exports({ id }) {
  const address = `/api/incidents/${encodeURIComponent(id)}`;
  const file = (words, href, name) =>
    el("a", { class: "button", "data-size": "s", href, download: name }, icon("download"), words);
  return [file("Markdown", `${address}?format=markdown`, `incident-${id}.md`),
    file("JSON", address, `incident-${id}.json`)];
}

const pageLink = ({ id }) =>
  el("a", { class: "button", "data-size": "s", "data-kind": "quiet", href: incidentAddress(id) });
