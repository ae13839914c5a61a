import { full, list, moment, nodeName, word, lower } from "./format.js";
import { activeSwap } from "./running.js";
import { say } from "./say.js";
import { failing, isHollow, watched } from "./watched.js";

const OUT = new Set(["down", "refused", "untrusted"]);

/**
 * Whether everything answers, in one sentence, and what speaks for it: the worst first, and nothing that is unknown.
 * @returns {import("./say.js").Status}
 */
export function health(view, { now, known, link = {} }) {
  if (!known) return say("connecting", "unknown", "Asking the panel", ["The first answer takes a moment."]);
  if (link.lostAt || link.staleSince || link.blankSince)
    return say("unknown", "unknown", "How things are now is unknown", ["Below stands what was known last."]);
  if (view.settings && !view.settings.spark1)
    return say("unset", "idle", "No Spark is set up yet", ["Set-up tells SparkControl where they are."]);

  const found = judge(view, now);
  const [kind, state, title] = sentence(found);
  const reasons = why(found, now).filter(Boolean);
  const more = reasons.length > MOST ? "More is told below." : null;
  return say(kind, state, title, [[...reasons.slice(0, MOST), more, incidents(view.journal, now), speed(found)]
    .filter(Boolean).join(" ")], ...reasons, view.journal?.incident?.id ?? "", view.journal?.incident?.end ?? "");
}

/** What has stopped longer ago and is no incident is nobody's concern any more, in ms. */
const DAY_MS = 86_400_000;

/** Reasons in the sentence: the cards below have the others. */
const MOST = 2;

/** Who is how: nodes by their names, services as they are watched. */
function judge(view, now) {
  const isOpen = view.journal?.incident && !view.journal.incident.end;
  const nodes = ["spark1", "spark2"].filter(name => view.settings?.[name]).map(name => ({
    name, title: nodeName(name), link: view.driver?.links?.[name] ?? view.nodes[name]?.link,
    warning: view.nodes[name]?.warning
  }));
  const all = watched(view).filter(({ verdict }) => verdict !== "disabled" && verdict !== "not_configured");
  const planned = all.filter(one => isPlanned(one, view));
  const rest = all.filter(one => !planned.includes(one));
  const being = (...verdicts) => rest.filter(({ verdict }) => verdicts.includes(verdict));
  return {
    planned, down: being("unhealthy"), unknown: being("unknown"), starting: being("starting"),
    stopped: being("stopped"), left: being("stopped").filter(({ state }) =>
      !state.planned && state.last_good && (isOpen || now - Date.parse(state.since) < DAY_MS)),
    healthy: being("healthy"),
    poor: rest.filter(({ verdict, state }) => verdict === "degraded" || verdict === "healthy" && state.trouble),
    out: nodes.filter(({ link }) => OUT.has(link?.state)),
    unasked: nodes.filter(({ link }) => !link || link.state === "unknown"),
    warned: nodes.filter(({ warning }) => warning)
  };
}

/** Away for a while; that nobody wants a model is nothing to wait for. */
const isPlanned = ({ name, verdict, state }, view) => state?.planned && verdict !== "healthy" && verdict !== "degraded"
  && !(name === "vllm" && verdict === "stopped" && !activeSwap(view));

function sentence({ out, down, left, poor, warned, unasked, unknown, planned, starting, stopped, healthy }) {
  if (out.length) return ["out", "failed", `${names(out)} cannot be asked`];
  if (down.length) return ["down", "failed", `${names(down)} ${one(down) ? "does" : "do"} not `
    + (down.some(({ state }) => isHollow(state.trouble)) ? "work" : "answer")];
  if (poor.length)
    return ["poor", "attention", `${names(poor)} ${be(poor)} not as ${one(poor) ? "it" : "they"} should be`];
  if (warned.length) return ["warned", "attention", `${names(warned)} ${be(warned)} under pressure`];
  if (left.length) return ["left", "attention", `${names(left)} ${one(left) ? "has" : "have"} stopped`];
  const blind = [...unasked, ...unknown];
  if (blind.length) return ["blind", "unknown", blind.some(({ state }) => state)
    ? `${names(blind)} could not be asked` : `${names(blind)} ${one(blind) ? "was" : "were"} not asked yet`];
  if (planned.length) return ["planned", "idle", `${names(planned)} ${be(planned)} down as planned`];
  if (starting.length) return ["starting", "working", `${names(starting)} ${be(starting)} starting`];
  if (healthy.length === 0) return ["stopped", "idle", "Nothing runs"];
  return ["fine", "serving", stopped.length ? "Everything that runs answers" : "Everything answers"];
}

/** What the title leaves out: reasons, and who else is not as usual. */
function why({ out, down, left, poor, warned, unknown, planned, stopped }, now) {
  const rest = stopped.filter(found => !left.includes(found));
  const dead = new Set(out.map(({ name }) => name));
  return [
    ...out.map(({ title, link }) => full(`${title}: ${link.reason ?? sinceOf(link, now)}`)),
    ...down.map(({ title, state }) => `${one(down) && !out.length ? "Since" : `${title} ${failing(state)} since`} `
      + `${moment(state.since, now)}. ${full(state.trouble?.title ?? state.evidence)}`.trim()),
    ...poor.map(({ state }) => full(state.trouble?.title ?? state.evidence)),
    ...warned.map(({ warning }) => full(warning.sentence)),
    ...left.map(({ title, state }) => `${title} is stopped since ${moment(state.since, now)}. `
      + full(state.evidence)),
    ...unknown.filter(({ node }) => !dead.has(node)).map(({ title, state }) =>
      `${title}: ${lower(full(state?.evidence ?? "nobody has asked it yet"))}`),
    planned.length > 0 && out.length + down.length + poor.length > 0
      && `${names(planned)} ${be(planned)} down as planned.`,
    rest.length > 0 && `${names(rest)} ${be(rest)} stopped.`
  ];
}

/** Of the log's mark alone: null where nobody has written one. */
function incidents(journal, now) {
  if (!journal) return null;
  const { incident, incidents_of_day: today } = journal;
  if (incident && !incident.end) return `An incident is in progress since ${moment(incident.begin, now)}.`;
  if (!today) return "No incident in the last 24 hours.";
  const over = incident ? `, over since ${moment(incident.end, now)}` : "";
  return `${word(today)} incident${today === 1 ? "" : "s"} in the last 24 hours${over}.`;
}

/** What a look costs its patience: told only while all is well. */
function speed({ healthy, ...others }) {
  const times = healthy.map(({ state }) => state.latency_ms).filter(Number.isFinite);
  const isQuiet = ["out", "down", "poor", "warned", "left", "unknown"].every(name => others[name].length === 0);
  if (!isQuiet || times.length === 0) return null;
  return `The slowest answer took ${Math.max(1, Math.round(Math.max(...times)))} ms.`;
}

const sinceOf = ({ since }, now) => since ? `since ${moment(since, now, true)}` : "nobody knows since when";

const one = found => found.length === 1;
const be = found => one(found) ? "is" : "are";
const names = found => list(found.map(({ title }) => title));
