import { clockSeconds, full, moment, plural } from "./format.js";
import { activeSwap, inWork, servedModel } from "./running.js";
import { watched } from "./watched.js";

/**
 * A service as its card shows it. `doing`: the action in progress; `failure`: the last one, where nothing was mended
 * since; `blocked`: why no button can be pressed.
 * @typedef {{ name: string, title: string, note: string, state: string, word: string, words: string[],
 *             trouble: object | null, restart: boolean, doing: string | null, failure: object | null,
 *             action: string | null, blocked: string | null, verbs: string[], hasCap: boolean }} Card
 */

const WORDS = {
  healthy: "Healthy", starting: "Starting", degraded: "Not all works", unhealthy: "Down", stopped: "Stopped",
  unknown: "Unknown", not_configured: "Not set up", disabled: "Switched off"
};
const MARKS = { not_configured: "off", disabled: "off" };
const DOING = { start: "Starting", stop: "Stopping", restart: "Restarting", cap: "Setting the memory cap" };

/** Troubles that a restart ends, and in which there is nothing left for it to end. */
const RESTARTS = new Set(["stuck", "dead_engine", "worker_gone", "gpu_wedged"]);

/**
 * @param {{ services: object[] } | { problem: string } | null} listed what GET /api/services answered; null until then
 * @param {{ now: number, link?: object, closedActions?: string[] }} at `closedActions`: those whose report was put away
 * @returns {Card[]}
 */
export function serviceCards(view, listed, { now, link, closedActions = [] }) {
  const away = link?.lostAt ? "The panel does not answer."
    : link?.staleSince || link?.blankSince ? "Redis does not answer; nothing can be changed until it does." : null;
  return watched(view).map(one => card(one, view, { listed, away, now, closedActions }));
}

function card(one, view, { listed, away, now, closedActions }) {
  const { name, title, verdict, state } = one;
  const entry = listed?.services?.find(other => other.name === name);
  const action = view.actions?.[name] ?? entry?.action ?? null;
  const isActive = Boolean(action && !action.ended_at);
  const isClosed = closedActions.includes(action?.id);
  const planned = state?.planned && verdict !== "healthy";
  return {
    name, title, note: noteOf(one, view),
    state: planned && verdict !== "starting" ? "planned" : MARKS[verdict] ?? verdict,
    word: planned && verdict === "unhealthy" ? "Down as planned" : WORDS[verdict] ?? verdict,
    words: words(one, now), trouble: state?.trouble ?? null,
    restart: RESTARTS.has(state?.trouble?.code),
    doing: isActive ? doing(action) : null, failure: isActive || isClosed ? null : failureOf(action, verdict, state),
    action: action?.id ?? null,
    blocked: blocked(one, view, { listed, entry, away }), verbs: verbsOf(verdict),
    hasCap: name === "parakeet"
  };
}

/** The cap that is wanted, and whether the container has it: until it was read, or by an older panel, nobody knows. */
export function capWords(settings, entry) {
  const wanted = settings?.parakeet?.memory_cap_gib ?? null, real = entry?.memory_cap_in_force_gib;
  if (wanted === (real ?? null)) return wanted === null ? "No memory cap" : `Memory cap ${wanted} GiB`;
  if (wanted === null) return `No memory cap wanted, ${real} GiB still in force`;
  return `Memory cap ${wanted} GiB wanted${real === undefined ? "" : ", not in force yet"}`;
}

/** What serves, or what a service does. */
function noteOf({ name, kind }, view) {
  return name === "vllm" ? servedModel(view)?.name ?? kind : kind;
}

/** Two looks: whoever is waited for longer does not answer now. */
const SILENT_MS = 10_000;

function words({ verdict, state }, now) {
  if (!state) return [verdict === "disabled" ? "It is not asked." : "Nobody has asked it yet."];
  const { latency_ms: ms, since, last_good: good, voices, restarts = [] } = state;
  const isWell = verdict === "healthy" || verdict === "degraded";
  return [
    verdict === "healthy" && ms != null && now - Date.parse(good) < SILENT_MS
      ? `Answers in ${Math.max(1, Math.round(ms))} ms.` : full(state.evidence),
    !isWell && verdict !== "disabled" && since && `Since ${moment(since, now)}.`,
    verdict === "unknown" && good && `Last seen well at ${moment(good, now)}.`,
    isWell && voices?.length > 0 && `${plural(voices.length, "voice")}.`,
    state.container?.restart_count > 0 && `Docker has restarted it ${times(state.container.restart_count)}.`,
    restarts.length > 0 && `The watchdog asked for it to be stopped ${times(restarts.length)} in 30 minutes.`
  ].filter(Boolean);
}

const times = n => n === 1 ? "once" : plural(n, "time");

const doing = ({ verb, source, requested_at: at, reason }) =>
  `${DOING[verb] ?? verb} since ${clockSeconds(at)}, asked ${source === "page" ? "from the page" : `by ${source}`}.`
  + (reason ? ` ${full(reason)}` : "");

/** A service that has come up since has no use for why it did not. */
function failureOf(action, verdict, state) {
  if (action?.phase !== "failed") return null;
  const isMended = verdict === "healthy" && Date.parse(state.since) > Date.parse(action.ended_at);
  return isMended ? null : action.failure ?? { title: "The last action failed without saying why." };
}

function blocked({ name, verdict }, view, { listed, entry, away }) {
  if (away) return away;
  if (view.driver?.another_panel) return "Another panel drives the Sparks.";
  if (listed === null) return "What can be done is being read.";
  if (listed.problem) return `What can be done is unknown: ${listed.problem}`;
  if (!entry) return "The panel does not list it yet.";
  if (entry.hindrance) return full(entry.hindrance);
  const swap = name === "vllm" && activeSwap(view);
  if (swap) return inWork(swap);
  return verdict === "disabled" ? "It is switched off in the settings." : null;
}

/** What makes sense now. A restart starts what is down as well. */
const verbsOf = verdict => verdict === "stopped" ? ["start"] : ["restart", "stop"];

/** The links that only the panel can make: Open WebUI with the model that is loaded. */
export const openWebUi = listed => listed?.services?.find(({ name }) => name === "vllm")?.link ?? null;
