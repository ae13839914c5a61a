import { ago, between, clock, clockSeconds, duration, full, left, moment, mostOf, plural } from "./format.js";
import { begun, stageInWords, stoppedAt } from "./stages.js";

/**
 * How things are, in one sentence and the line below it.
 * @typedef {{ kind: "unset" | "connecting" | "serving" | "loading" | "stopping" | "failed" | "failed-service" | "none"
 *                   | "unknown",
 *             state: "serving" | "working" | "failed" | "attention" | "idle" | "unknown",
 *             title: string, lede: (string | { strong: string })[], key: string }} Status
 * `key` changes when the state does, not when a figure in the sentence does.
 */

const ALIVE = new Set(["healthy", "degraded"]);

/** The swap that is under way, or null. */
export const activeSwap = ({ swap }) => swap && !swap.ended_at ? swap : null;

/** A load or a stop that failed and whose report nobody has closed on this browser. */
export const failedSwap = ({ swap }, closed) => swap?.phase === "failed" && swap.id !== closed ? swap : null;

/** What a swap loads, or stops. */
export const swapName = ({ kind, model, model_name: name, replaces }) =>
  (kind === "stop" ? replaces : name ?? model) ?? "The model";

export const inWork = swap => `${swapName(swap)} is being ${swap.kind === "stop" ? "stopped" : "loaded"} now.`;

/** The catalog's entry that is served now, as far as known; `id` is how vLLM names it. */
export function servedModel({ vllm, catalog, good }) {
  if (!vllm || !(ALIVE.has(vllm.verdict) || vllm.verdict === "unhealthy")) return null;
  const names = [vllm.model?.root, vllm.model?.id].filter(Boolean);
  if (names.length === 0) return null;
  const fits = catalog?.models.filter(model => names.includes(model.repo ?? model.local_path)
    || names.includes(model.key)) ?? [];
  const found = fits.find(({ key }) => key === good?.model) ?? fits[0];
  return { id: vllm.model.id, key: found?.key ?? null, name: found?.name ?? vllm.model.id,
    nodes: found?.nodes ?? null };
}

/** @returns {Status} */
export function status(view, { now, closed, known, link }) {
  if (!known) return say("connecting", "unknown", "Asking the panel", ["The first answer takes a moment."]);
  if (view.settings && !view.settings.spark1) return say("unset", "idle", "No Spark is set up yet",
    ["Set-up tells SparkControl where they are."]);

  const swap = activeSwap(view);
  if (swap) return underWay(swap, now);
  const failed = failedSwap(view, closed);
  if (failed) return broken(failed, view, now);
  return atRest(view, now, link?.blankSince);
}

function underWay(swap, now) {
  const name = swapName(swap);
  if (swap.phase === "failed") return say("failed", "failed", failedTitle(swap),
    [whereItStopped(swap), " What it left on the Sparks is being removed."], swap.id);
  if (swap.kind === "stop") return say("stopping", "working", `Stopping ${swap.replaces ?? "the model"}`,
    ["It is done when nothing of it is left on the Sparks."], swap.id);
  if (swap.cancel_requested || swap.phase === "cancelled")
    return say("loading", "working", `Cancelling the load of ${name}`,
      ["What was loaded is being removed from the Sparks."], swap.id);
  return say("loading", "working", `Loading ${name}`, waiting(swap, now), swap.id, swap.phase,
    swap.stalled_since ?? "");
}

function waiting(swap, now) {
  if (swap.stalled_since)
    return [{ strong: `Nothing has moved since ${clockSeconds(swap.stalled_since)}` },
      `: no new phase, no line, no byte. It may still come; you can cancel it.`];
  const elapsed = duration(now - Date.parse(swap.requested_at));
  if (!swap.eta) return [{ strong: "Time unknown" },
    `: this model has no finished load here yet. You can close this page.`];
  const rest = left(swap.eta.from, swap.eta.to, now);
  return rest
    ? ["Ready in ", { strong: rest }, `, ${between(swap.eta.from, swap.eta.to)}. You can close this page.`]
    : [{ strong: `Longer than ${mostOf(swap.eta.loads)}` }, `${swap.eta.loads < 10 ? "" : " of this model"}: `
      + `${elapsed} so far, at ${stageInWords(begun(swap).at(-1)?.id)}.`];
}

const failedTitle = swap => `${swapName(swap)} did not ${swap.kind === "stop" ? "stop" : "load"}`;

function whereItStopped(swap) {
  const stage = begun(swap).at(-1);
  const end = stoppedAt(swap);
  const after = end ? duration(end - Date.parse(swap.requested_at)) : null;
  if (swap.kind === "stop") return after ? `It was given up after ${after}.` : "It was given up.";
  return `It stopped${stage ? ` at ${stageInWords(stage.id)}` : ""}${after ? `, ${after} into the load` : ""}.`;
}

function broken(swap, view, time) {
  const lede = [whereItStopped(swap), " ", ...present(view, time)];
  return say("failed", "failed", failedTitle(swap), lede, swap.id, "ended", view.vllm?.verdict);
}

/** What serves after it; only a monitor that has seen nothing can say that it is nothing. */
function present(view, time) {
  const { vllm } = view;
  const name = servedModel(view)?.name;
  if (ALIVE.has(vllm?.verdict) && name)
    return [{ strong: `${name} is serving` }, ` since ${moment(vllm.since, time)}.`];
  if (vllm?.verdict === "stopped") return ["Nothing is serving now."];
  if (vllm?.verdict === "unhealthy") return [`${name ?? "What runs"} does not answer.`];
  return ["What serves now is unknown."];
}

function atRest(view, now, blank) {
  const { vllm } = view;
  const model = servedModel(view);
  if (justReady(view, model, now)) return say("serving", "serving", `${view.swap.model_name} is ready`,
    ["It has answered its first request."]);
  const name = model?.name ?? view.good?.model_name ?? "The model";
  switch (vllm?.verdict) {
    case "healthy": return say("serving", "serving", model ? `${name} is serving` : "A model is serving",
      [`${where(model, view)} since ${moment(vllm.since, now)}. `, ...traffic(vllm, now)]);
    case "degraded": return say("serving", "attention", `${model?.name ?? "A model"} serves, but not all of it works`,
      [`${full(vllm.evidence)} Since ${moment(vllm.since, now)}.`.trim()]);
    case "starting": return say("none", "working", "A model is starting",
      [`Its container came up at ${moment(vllm.since, now)}; it does not answer yet.`]);
    case "unhealthy": return say("failed-service", "failed", `${name} does not answer`,
      [`Since ${moment(vllm.since, now)}. ${full(vllm.evidence)}`.trim()]);
    case "stopped": return say("none", "idle", "No model is running",
      [`Since ${moment(vllm.since, now)}. Choose one below.`]);
    case "disabled": return say("none", "idle", "vLLM is switched off in the settings", [vllm.evidence ?? ""]);
    case "not_configured": return say("unset", "idle", "No Spark is set up yet",
      ["Set-up tells SparkControl where they are."]);
    default: return unknown(view, now, blank);
  }
}

/** The driver has seen the first answer; the monitor's next look follows within seconds. */
function justReady({ swap, vllm }, model, now) {
  return swap?.phase === "ready" && now - Date.parse(swap.ended_at) < 20_000
    && !(ALIVE.has(vllm?.verdict) && model?.key === swap.model);
}

/** Nobody has looked, or nobody could: then the last swap is all there is. */
function unknown({ swap, vllm, good }, now, blank) {
  const unsure = (title, ...lede) => say("unknown", "unknown", title, lede, Boolean(vllm), Boolean(blank));
  const title = "What runs now is unknown";
  if (vllm) {
    const seen = vllm.last_good ? ` Last seen well at ${moment(vllm.last_good, now)}.` : "";
    return unsure(title, `${full(vllm.evidence ?? "Nobody could ask")}${seen}`);
  }
  if (blank) return unsure(title, "The panel has not come to Redis since it was started.");
  if (swap?.phase === "ready") return unsure(`${swap.model_name} was ready at ${moment(swap.ended_at, now)}`,
    "Nobody has asked it since.");
  const end = { stopped: `${swapName(swap ?? {})} was stopped`, cancelled: "The last load was cancelled" }[swap?.phase];
  if (end) return unsure(title, `${end} at ${moment(swap.ended_at, now)}; nobody has asked the Sparks since.`);
  return unsure(title, good ? `The last good load was ${good.model_name}, ${ago(good.at, now)}.`
    : "Nobody has asked the Sparks yet.");
}

function where(model, { settings }) {
  if (model?.nodes === "cluster") return "On both Sparks";
  return model?.nodes === "solo" ? "On Spark 1" : settings?.spark2 ? "Seen" : "On Spark 1";
}

/** "2 requests at work, 1 waiting." or "Idle; the last request was 4 minutes ago." */
export function traffic({ requests_running: running, requests_waiting: queued, last_busy: busy }, now) {
  if (running == null) return ["How busy it is, is unknown."];
  if (running + (queued ?? 0) > 0) return [{ strong: `${plural(running, "request")} at work` }, queued
    ? `, ${queued} waiting.` : "."];
  return [busy ? `Idle; the last request was ${ago(busy, now)}.` : "Idle."];
}

function say(kind, state, title, lede, ...key) {
  return { kind, state, title, lede, key: [kind, title, ...key].join("|") };
}
