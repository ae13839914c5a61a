import { ago, between, clock, clockSeconds, duration, left, moment, nodeName, plural } from "./format.js";
import { begun, stageInWords, stoppedAt } from "./stages.js";

/**
 * How things are, in one sentence and the line below it.
 * @typedef {{ kind: "unset" | "connecting" | "serving" | "loading" | "stopping" | "failed" | "none" | "unknown",
 *             state: "serving" | "working" | "failed" | "attention" | "idle" | "unknown",
 *             title: string, lede: (string | { strong: string })[], key: string }} Status
 * `key` changes when the state does, not when a figure in the sentence does.
 */

const ALIVE = new Set(["healthy", "degraded"]);

/** The swap that is under way, or null. */
export const activeSwap = ({ swap }) => swap && !swap.ended_at ? swap : null;

/** A load that failed and whose report nobody has closed on this browser. */
export const failedSwap = ({ swap }, closed) =>
  swap?.kind === "load" && swap.phase === "failed" && swap.id !== closed ? swap : null;

/** The catalog's entry that is served now, as far as known. */
export function servedModel({ vllm, catalog, good }) {
  if (!vllm || !(ALIVE.has(vllm.verdict) || vllm.verdict === "unhealthy")) return null;
  const names = [vllm.model?.root, vllm.model?.id].filter(Boolean);
  if (names.length === 0) return null;
  const fits = catalog?.models.filter(model => names.includes(model.repo ?? model.local_path)
    || names.includes(model.key)) ?? [];
  const found = fits.find(({ key }) => key === good?.model) ?? fits[0];
  return { key: found?.key ?? null, name: found?.name ?? vllm.model.id, nodes: found?.nodes ?? null };
}

/** @returns {Status} */
export function status(view, { now, closed, known }) {
  if (!known) return say("connecting", "unknown", "Asking the panel", ["The first answer takes a moment."]);
  if (view.settings && !view.settings.spark1) return say("unset", "idle", "No Spark is set up yet",
    ["Set-up tells SparkControl where they are."]);

  const swap = activeSwap(view);
  if (swap) return underWay(swap, now);
  const failed = failedSwap(view, closed);
  if (failed) return broken(failed, view);
  return atRest(view, now);
}

function underWay(swap, now) {
  const name = swap.model_name ?? swap.replaces ?? "the model";
  if (swap.phase === "failed") return say("failed", "failed", `${name} did not load`,
    [...whereItStopped(swap), " What it left on the Sparks is being removed."], swap.id);
  if (swap.cancel_requested || swap.phase === "cancelled")
    return say("loading", "working", `Cancelling the load of ${name}`,
      ["What was loaded is being removed from the Sparks."], swap.id);
  if (swap.kind === "stop") return say("stopping", "working", `Stopping ${swap.replaces ?? "the model"}`,
    ["It is done when nothing of it is left on the Sparks."], swap.id);
  return say("loading", "working", `Loading ${name}`, waiting(swap, now), swap.id, swap.phase, swap.stalled_since
    ?? "");
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
    : [{ strong: "Longer than 9 of 10 loads" },
      ` of this model: ${elapsed} so far, at ${stageInWords(begun(swap).at(-1)?.id)}.`];
}

function whereItStopped(swap) {
  const stage = begun(swap).at(-1);
  const end = stoppedAt(swap);
  const where = stage ? ` at ${stageInWords(stage.id)}` : "";
  return [`It stopped${where}${end ? `, ${duration(end - Date.parse(swap.requested_at))} into the load` : ""}.`];
}

function broken(swap, view) {
  const served = servedModel(view);
  const after = ALIVE.has(view.vllm?.verdict) && served
    ? [" ", { strong: `${served.name} is serving` }, ` since ${clock(view.vllm.since)}.`]
    : [" Nothing is serving now."];
  return say("failed", "failed", `${swap.model_name ?? swap.model} did not load`,
    [...whereItStopped(swap), ...after], swap.id, "ended");
}

function atRest(view, now) {
  const { vllm } = view;
  const model = servedModel(view);
  if (justReady(view, model, now)) return say("serving", "serving", `${view.swap.model_name} is ready`,
    ["It has answered its first request."]);
  const name = model?.name ?? view.good?.model_name ?? "The model";
  switch (vllm?.verdict) {
    case "healthy": return say("serving", "serving", model ? `${name} is serving` : "A model is serving",
      [`${where(model, view)} since ${moment(vllm.since, now)}. `, ...traffic(vllm, now)]);
    case "degraded": return say("serving", "attention", `${name} serves, but not all of it works`,
      [`${vllm.evidence ?? "Since"} `, `since ${moment(vllm.since, now)}.`]);
    case "starting": return say("none", "working", "A model is starting",
      [`Its container came up at ${clock(vllm.since)}; it does not answer yet.`]);
    case "unhealthy": return say("failed-service", "failed", `${name} does not answer`,
      [`Since ${moment(vllm.since, now)}. ${vllm.evidence ?? ""}`]);
    case "stopped": return say("none", "idle", "No model is running",
      [`Since ${moment(vllm.since, now)}. Choose one below.`]);
    case "disabled": return say("none", "idle", "vLLM is switched off in the settings", [vllm.evidence ?? ""]);
    case "not_configured": return say("unset", "idle", "No Spark is set up yet",
      ["Set-up tells SparkControl where they are."]);
    default: return unknown(view, now);
  }
}

/** The driver has seen the first answer; the monitor's next look follows within seconds. */
function justReady({ swap, vllm }, model, now) {
  return swap?.phase === "ready" && now - Date.parse(swap.ended_at) < 20_000
    && !(ALIVE.has(vllm?.verdict) && model?.key === swap.model);
}

/** Nobody has looked, or nobody could: then the last swap is all there is. */
function unknown({ swap, vllm, good }, now) {
  if (vllm) return say("unknown", "unknown", "What runs now is unknown",
    [`${vllm.evidence ?? "Nobody could ask"}${vllm.last_good ? `; last seen well at ${moment(vllm.last_good, now)}` : ""}.`]);
  if (swap?.phase === "ready") return say("unknown", "unknown",
    `${swap.model_name} was ready at ${moment(swap.ended_at, now)}`, ["Nobody has asked it since."]);
  if (swap?.phase === "stopped" || swap?.phase === "cancelled")
    return say("none", "idle", "No model is running",
      [`${swap.phase === "stopped" ? "It was stopped" : "The load was cancelled"} at ${moment(swap.ended_at, now)}. Choose one below.`]);
  return say("unknown", "unknown", "What runs now is unknown",
    [good ? `The last good load was ${good.model_name}, ${ago(good.at, now)}.` : "Nobody has asked the Sparks yet."]);
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

/** "Both Sparks answer", "Spark 2 refuses the key": what stands at the top of every page. */
export function reach({ settings, driver, nodes }, { open, known }) {
  if (!open) return { wide: "The panel does not answer", narrow: "No answer", state: "failed" };
  if (!known) return { wide: "Connecting", narrow: "Connecting", state: "unknown" };
  const names = ["spark1", "spark2"].filter(name => settings?.[name]);
  if (names.length === 0) return { wide: "Not set up", narrow: "Not set up", state: "unknown" };
  const links = names.map(name => [name, driver?.links?.[name] ?? nodes[name]?.link]);
  const bad = links.find(([, link]) => !["up", "slow"].includes(link?.state ?? "unknown"));
  if (bad) {
    const said = { down: "cannot be asked", untrusted: "is not trusted", refused: "refuses the key" }[bad[1]?.state]
      ?? "was not asked yet";
    return { wide: `${nodeName(bad[0])} ${said}`, narrow: `${nodeName(bad[0])} ${said}`, state: bad[1]?.state
      ?? "unknown" };
  }
  const slow = links.find(([, link]) => link.state === "slow");
  if (slow) return { wide: `${nodeName(slow[0])} answers slowly`, narrow: "Slow", state: "slow" };
  return names.length === 2 ? { wide: "Both Sparks answer", narrow: "Sparks answer", state: "up" }
    : { wide: "Spark 1 answers", narrow: "Spark 1 answers", state: "up" };
}

function say(kind, state, title, lede, ...key) {
  return { kind, state, title, lede, key: [kind, title, ...key].join("|") };
}
