import { gib, moment, nodeName } from "./format.js";
import { servedModel, serves } from "./running.js";

const GIB = 2 ** 30;

/** Figures this much older than the newest observation are dated: the monitor's clock decides, not this browser's. */
const OLD = 60_000;

/**
 * The Sparks at rest, or while a model is stopped: what fills their memory.
 * @returns {import("./lanes.js").Drawing}
 */
export function inMemory(view, nodes, swap, at) {
  const model = servedModel(view);
  const { vllm } = view;
  const serving = !swap && serves(vllm);
  const state = swap ? "working" : serving ? "serving" : vllm?.verdict === "unhealthy" ? "failed" : "idle";
  const lanes = nodes.map(name => memory(name, view, at));
  const takesPart = name => serving && (model?.nodes === "cluster" || name === "spark1");
  const joint = lanes.map(lane => lane.state === "unknown" ? "open" : takesPart(lane.node) ? null : "free");
  return {
    state, id: null, lanes, of: lanes[0].of, band: null, clock: null, axis: null,
    mouth: mouth(view, swap, serving, at.now), names: names(lanes),
    joint: [...joint, serving ? null : vllm && vllm.verdict !== "unknown" ? "free" : "open"],
    caption: `Memory of the Sparks in GiB. ${lanes.map(lane => `${lane.title}: ${lane.said}`).join(". ")}.`
  };
}

function mouth({ vllm, settings }, swap, serving, now) {
  const since = vllm && `since ${moment(vllm.since, now)}`;
  return swap ? ["Stopping", "not serving"]
    : serving ? ["Serving", `port ${settings?.vllm_port ?? "unknown"}`]
    : vllm?.verdict === "unhealthy" ? ["No answer", since]
    : vllm?.verdict === "stopped" ? ["No model", "choose one"]
    : vllm?.verdict === "starting" ? ["Starting", since]
    : ["Unknown", vllm ? since : "not asked yet"];
}

/** One row of names stands for both lanes: that of the first whose memory is known. */
function names(lanes) {
  const first = lanes.find(({ pieces }) => pieces.length > 0);
  if (!first) return [];
  const { pieces, of, used } = first;
  return [...pieces.map(({ label, at, size }) => ({ text: label, figure: size.toFixed(1), at, size })),
    { text: "free", figure: (of - used).toFixed(1), at: used, size: of - used }];
}

function memory(name, { nodes, driver }, { now, newest }) {
  const node = nodes[name];
  const link = driver?.links?.[name] ?? node?.link;
  const lane = { node: name, title: nodeName(name), of: 100, used: 0, pieces: [], state: "unknown",
    note: "memory unknown", said: "unknown" };
  if (link?.state === "down" || link?.state === "untrusted" || link?.state === "refused") return { ...lane,
    note: "cannot be asked", said: "cannot be asked" };
  if (node?.mem_total_bytes == null || node.mem_available_bytes == null) return lane;

  const [total, free] = [node.mem_total_bytes / GIB, node.mem_available_bytes / GIB];
  const used = total - free;
  const model = node.model_bytes == null ? null : Math.min(used, node.model_bytes / GIB);
  const pieces = model === null
    ? [{ part: "system", at: 0, size: used, label: "in use" }]
    : [{ part: "system", at: 0, size: used - model, label: "system" },
      { part: "weights", at: used - model, size: model, label: "model" }].filter(({ size }) => size >= 0.05);
  const sampled = node.sampled_at ?? link?.since;
  const old = node.silent || node.sampled_at && newest && Date.parse(newest) - Date.parse(sampled) > OLD;
  return {
    ...lane, of: total, used, pieces, old, state: model ? null : "free",
    note: old ? `${gib(node.mem_total_bytes - node.mem_available_bytes)} GiB at ${moment(sampled, now)}`
      : model === 0 ? `${gib(node.mem_available_bytes)} GiB free`
      : `${gib(node.mem_total_bytes - node.mem_available_bytes)} of ${gib(node.mem_total_bytes)} GiB`,
    said: [...pieces.map(({ label, size }) => `${size.toFixed(1)} ${label}`), `${free.toFixed(1)} free`].join(", ")
  };
}
