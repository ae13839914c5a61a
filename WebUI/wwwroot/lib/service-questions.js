import { full, plural, span } from "./format.js";
import { activeSwap, inWork, servedModel } from "./running.js";
import { serviceName, watched } from "./watched.js";

const ENDS = {
  stt: "A transcription in progress is cut off, and apps get no text until it answers again.",
  tts: "Speech in progress is cut off, and apps get none until it answers again."
};

/**
 * What is asked before a service is stopped or started anew.
 * @param {{ name: string, verb: "stop" | "restart" }} asked
 * @returns {import("./questions.js").Question}
 */
export function serviceQuestion(view, { name, verb }) {
  const title = serviceName(name), stops = verb === "stop";
  return {
    title: `${stops ? "Stop" : "Restart"} ${title}?`, keep: "Leave it as it is",
    go: stops ? "Stop it now" : "Restart it now",
    words: (name === "vllm" ? model(view, stops) : ends(name, view))
      + (stops ? " It stays stopped until somebody starts it." : ""),
    why: isVoid(view, name, verb)
  };
}

function ends(name, { settings }) {
  const kind = { parakeet: "stt", magpie: "tts" }[name]
    ?? settings?.custom_services?.find(one => one.name === name)?.kind;
  return ENDS[kind] ?? "What it is doing is cut off, and nothing answers until it is back.";
}

/** The requests in flight, and how long a model takes to come back. */
function model({ vllm, usual, catalog, good }, stops) {
  const now = servedModel({ vllm, catalog, good });
  const busy = vllm?.requests_running == null ? null : vllm.requests_running + (vllm.requests_waiting ?? 0);
  const cut = busy === null ? "How many requests that cuts off is unknown."
    : busy ? `${plural(busy, "request")} will be cut off.` : "No request is at work.";
  const time = usual?.models[now?.key ?? good?.model];
  const back = stops ? "" : `${now?.name ?? good?.model_name ?? "The model"} is loaded again; until then nothing serves`
    + (time ? `, usually for ${span(time.p50_ms, time.p90_ms)}.` : ", and how long that takes is unknown.");
  return [cut, back].filter(Boolean).join(" ");
}

function isVoid(view, name, verb) {
  const swap = name === "vllm" && activeSwap(view);
  if (swap) return inWork(swap);
  const action = view.actions?.[name];
  if (action && !action.ended_at) return full(`${serviceName(name)} is being acted on already`);
  const { verdict } = watched(view).find(one => one.name === name) ?? {};
  return verb === "stop" && verdict === "stopped" ? full(`${serviceName(name)} is stopped already`) : null;
}
