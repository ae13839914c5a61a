import { ago, full, moment } from "./format.js";
import { serves, servedModel, swapName, traffic } from "./running.js";
import { say } from "./say.js";
import { failing } from "./watched.js";

/**
 * What serves, or why nothing does, while nobody loads or stops anything.
 * @returns {import("./say.js").Status}
 */
export function atRest(view, now, blank) {
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
    case "unhealthy": return say("failed-service", "failed", `${name} ${failing(vllm)}`,
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
    && !(serves(vllm) && model?.key === swap.model);
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
