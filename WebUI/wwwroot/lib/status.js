import { atRest } from "./at-rest.js";
import { between, clockSeconds, duration, left, moment, mostOf } from "./format.js";
import { activeSwap, failedSwap, servedModel, serves, swapName } from "./running.js";
import { because, wayBack } from "./roll-back.js";
import { say } from "./say.js";
import { begun, stageInWords, stoppedAt } from "./stages.js";
import { failing } from "./watched.js";

/**
 * How things are: a load or a stop first, then one that failed, then what serves.
 * @returns {import("./say.js").Status}
 */
export function status(view, { now, closed, known, link }) {
  if (!known) return say("connecting", "unknown", "Asking the panel", ["The first answer takes a moment."]);
  if (view.settings && !view.settings.spark1) return say("unset", "idle", "No Spark is set up yet",
    ["Set-up tells SparkControl where they are."]);

  const swap = activeSwap(view);
  if (swap) return underWay(swap, view, now);
  const failed = failedSwap(view, closed);
  if (failed) return broken(failed, view, now);
  return atRest(view, now, link?.blankSince);
}

function underWay(swap, view, now) {
  const name = swapName(swap);
  if (swap.phase === "failed") return say("failed", "failed", failedTitle(swap),
    [whereItStopped(swap), " What it left on the Sparks is being removed."], swap.id);
  if (swap.kind === "stop") return say("stopping", "working", `Stopping ${swap.replaces ?? "the model"}`,
    ["It is done when nothing of it is left on the Sparks."], swap.id);
  if (swap.cancel_requested || swap.phase === "cancelled")
    return say("loading", "working", `Cancelling the load of ${name}`,
      ["What was loaded is being removed from the Sparks."], swap.id);
  const [title, lede] = swap.rolls_back
    ? [`Loading ${name} again`, [because(view), ...waiting(swap, now)]] : [`Loading ${name}`, waiting(swap, now)];
  return say("loading", "working", title, lede, swap.id, swap.phase, swap.stalled_since ?? "");
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
  const back = wayBack(swap, view, time);
  // That it is back says what serves.
  const isBack = Boolean(back?.[0].strong);
  const lede = [whereItStopped(swap), " ", ...back ?? [], ...isBack ? [] : [back ? " " : "", ...present(view, time)]];
  return say("failed", "failed", failedTitle(swap), lede, swap.id, "ended", view.vllm?.verdict, view.swap.phase);
}

/** What serves after it; only a monitor that has seen nothing can say that it is nothing. */
function present(view, time) {
  const { vllm } = view;
  const name = servedModel(view)?.name;
  if (serves(vllm) && name)
    return [{ strong: `${name} is serving` }, ` since ${moment(vllm.since, time)}.`];
  if (vllm?.verdict === "stopped") return ["Nothing is serving now."];
  if (vllm?.verdict === "unhealthy") return [`${name ?? "What runs"} ${failing(vllm)}.`];
  return ["What serves now is unknown."];
}
