import { duration, full, list, moment, nodeName, plural } from "./format.js";
import { plain } from "./lines.js";
import { isHollow, serviceName } from "./watched.js";

/**
 * A line of the connectivity log as the page tells it.
 * @typedef {{ state: "down" | "up" | "report" | "working" | null, icon: string, strong: string, more: string,
 *             small: string }} Told
 */

/** Verdicts as news, with what the mark of the line is. */
const NEWS = {
  healthy: ["up", "up", "answers"], degraded: ["report", "alert", "answers, but not all of it works"],
  unhealthy: ["down", "down", "is down"], starting: ["working", "play", "is starting"],
  stopped: [null, "stop", "is stopped"], unknown: [null, "unknown", "is unknown"],
  disabled: [null, "stop", "is switched off"], not_configured: [null, "unknown", "is not set up"]
};

const ICONS = { swap: "swap", update: "download", action: "restart" };
const DONE = { swap: "The model was swapped", update: "The launcher was updated", action: "was acted on" };

/** @returns {Told} */
export function told(entry) {
  if (entry.kind === "transition") return transition(entry);
  return entry.kind === "report" ? report(entry) : deed(entry);
}

function transition({ service, from, to, planned, evidence }) {
  const [state, icon, words] = NEWS[to] ?? [null, "info", `is ${to}`];
  const again = to === "healthy" && (from === "unhealthy" || from === "degraded") ? " again" : "";
  const news = `${serviceName(service)} ${words}${again}`;
  const said = full(plain(evidence ?? ""));
  const isSaid = said.startsWith(`${serviceName(service)} ${words}`); // a good answer says more of it itself
  return {
    state: planned && state === "down" ? null : state, icon, strong: isSaid ? said : `${news}.`,
    more: isSaid ? "" : said, small: planned ? "planned" : "probe"
  };
}

function report({ service, ok, source, error, ms, count }) {
  const who = plain(source ?? "") || "An app";
  const name = serviceName(plain(service));
  const took = ms == null ? "" : ` after ${length(ms)}`;
  return {
    state: ok ? null : "report", icon: "flag",
    strong: ok ? `${who} was served by ${name}` : `${who} reports ${name}${error ? ":" : ""}`,
    more: ok ? took.trim() : `${error ? `“${plain(error)}”` : "it failed"}${took}`,
    small: count > 1 ? `report, ${count} times` : "report"
  };
}

/** What was done to a service: a swap, an update, a click; and what a machine warns of. */
function deed({ kind, service, ok, source, error, evidence, ms }) {
  const said = plain(evidence ?? "").replace(new RegExp(`^${escape(service)}\\b`), serviceName(service));
  if (kind === "warning") return warning(service, said);
  const usual = kind === "action" ? `${serviceName(service)} ${DONE.action}` : DONE[kind] ?? kind;
  return {
    state: ok === false ? "down" : kind === "swap" ? "working" : null,
    icon: ok === false ? "cross" : ICONS[kind] ?? "info",
    strong: full(said || (ok === false ? `${usual}, and that failed` : usual)),
    more: [error && full(plain(error)), ms != null && kind === "action" && `It took ${length(ms)}.`]
      .filter(Boolean).join(" "),
    small: source ? `from ${source === "page" ? "the page" : plain(source)}` : kind
  };
}

const warning = (node, said) =>
  ({ state: "report", icon: "alert", strong: `${nodeName(node)}:`, more: full(said), small: "watchdog" });

const escape = words => words.replace(/[^\w]/g, "\\$&");

const length = ms => ms < 10_000 ? `${Math.round(ms)} ms` : duration(ms);

/** What an incident was, from its lines: who did not answer, or who said so, or else who had trouble. */
export function incidentTitle({ services, entries = [], end, cause, lines = 0, omitted = 0 }) {
  const fallen = entries.filter(({ to, planned }) => to === "unhealthy" && !planned);
  const downs = services.filter(name => fallen.some(({ service }) => service === name));
  const who = list((downs.length ? downs : services).map(name => serviceName(plain(name))));
  const many = (downs.length || services.length) > 1;
  const verb = fallen.some(({ trouble }) => isHollow(trouble)) ? "work" : "answer";
  if (downs.length) return `${who} ${end ? "did" : many ? "do" : "does"} not ${verb}`;
  const isSaid = entries.length > 0 && entries.length + omitted >= lines
    && entries.every(({ kind }) => kind === "report");
  if (isSaid || cause?.code === "client") return said(entries, who, end);
  return end ? `${who} had trouble` : `${who} ${many ? "have" : "has"} trouble`;
}

/** A swap that went as it was meant to is no outage; one that failed is, and has a code of its own. */
export const incidentState = ({ end, cause }) =>
  cause?.code === "swap" ? "planned" : end ? "stopped" : "unhealthy";

/** Nobody but apps has seen it. */
function said(entries, who, end) {
  const names = [...new Set(entries.filter(({ kind, ok }) => kind === "report" && ok === false)
    .map(({ source }) => plain(source ?? "") || "an app"))];
  const apps = list(names.length > 0 ? names : ["an app"]);
  const verb = end ? "reported" : names.length > 1 ? "report" : "reports";
  return `${apps.replace(/^an app/, "An app")} ${verb} failures of ${who}`;
}

/** Which lines of an incident are not there; null where all are. */
export function linesLeft({ entries, lines = 0, omitted = 0, problem = null }) {
  const missing = lines - entries.length;
  const be = n => n === 1 ? "is" : "are";
  if (omitted > 0) return `${plural(omitted, "line")} in the middle ${be(omitted)} left out; the log has them.`;
  if (problem) return `More of it cannot be read now. ${full(problem)}`;
  return missing > 0 ? `${plural(missing, "more line")} ${be(missing)} being read.` : null;
}

/** The panel's words for programs name Sparks and services by their keys; a container's name is no key. */
export const named = sentence => sentence.replace(/(?<![\w./:-])(?:spark[12]|vllm|parakeet|magpie)(?![\w/:-]|\.\w)/g,
  key => serviceName(nodeName(key)));

/** "13:51 to 14:09, 17 min 40 s", with the day where it is another one. */
export function incidentTime({ begin, end }, now, lasted) {
  const from = moment(begin, now);
  if (!end) return `since ${from}`;
  const to = moment(end, now);
  return `${from}${from === to ? "" : ` to ${to}`}, ${lasted(Date.parse(end) - Date.parse(begin))}`;
}
