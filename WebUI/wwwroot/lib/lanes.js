import { clock, duration, gib, moment, mostOf, nodeName, span } from "./format.js";
import { activeSwap, failedSwap, servedModel } from "./running.js";
import { begun, layout, progressText, stageName, takesPart } from "./stages.js";

/**
 * What <pair-lanes> draws. x is memory in GiB at rest and time in ms during a load; `of` is its end.
 * @typedef {{ part?: string, state?: string, at: number, size: number, fill?: number | null, id?: string }} Piece
 * @typedef {{ node: string, title: string, note: string, state: "free" | "unknown" | null, of: number,
 *             pieces: Piece[] }} Lane
 * @typedef {{ text: string, figure?: string, at: number, size: number, state?: string, line?: boolean }} Name
 * @typedef {{ state: string, id: string | null, lanes: Lane[], of: number, names: Name[],
 *             band: number | null, clock: number | null,
 *             axis: { from: string, now: string, nowAt: number, end: string | null, still: boolean } | null,
 *             mouth: [string, string], joint: ("free" | "open" | null)[], caption: string }} Drawing
 */

const GIB = 2 ** 30;

/** @returns {Drawing} */
export function drawing(view, { now, closed, newest }) {
  const swap = activeSwap(view) ?? failedSwap(view, closed);
  return swap?.kind === "load" ? inTime(swap, view, now) : atRest(view, activeSwap(view), { now, newest });
}

const twoNodes = ({ settings }) => settings?.spark2 ? ["spark1", "spark2"] : ["spark1"];

/* memory at rest */

function atRest(view, swap, at) {
  const model = servedModel(view);
  const { vllm, settings } = view;
  const serving = !swap && ["healthy", "degraded"].includes(vllm?.verdict);
  const state = swap ? "working" : serving ? "serving" : vllm?.verdict === "unhealthy" ? "failed" : "idle";
  const lanes = twoNodes(view).map(name => memory(name, view, at));
  const takesPart = name => serving && (model?.nodes === "cluster" || name === "spark1");
  const joint = lanes.map(lane => lane.state === "unknown" ? "open" : takesPart(lane.node) ? null : "free");
  const first = lanes.find(({ pieces }) => pieces.length > 0);
  const since = vllm && `since ${moment(vllm.since, at.now)}`;
  const mouth = swap ? ["Stopping", "not serving"]
    : serving ? ["Serving", `port ${settings?.vllm_port ?? "unknown"}`]
    : vllm?.verdict === "unhealthy" ? ["No answer", since]
    : vllm?.verdict === "stopped" ? ["No model", "choose one"]
    : vllm?.verdict === "starting" ? ["Starting", since]
    : ["Unknown", vllm ? since : "not asked yet"];
  return {
    state, id: null, lanes, of: lanes[0].of, band: null, clock: null, axis: null, mouth,
    joint: [...joint, serving ? null : vllm && vllm.verdict !== "unknown" ? "free" : "open"],
    names: first ? first.pieces.filter(({ label }) => label)
      .map(({ label, at, size }) => ({ text: label, figure: size.toFixed(1), at, size }))
      .concat({ text: "free", figure: (first.of - first.used).toFixed(1), at: first.used,
        size: first.of - first.used }) : [],
    caption: `Memory of the Sparks in GiB. ${lanes.map(lane => `${lane.title}: ${lane.said}`).join(". ")}.`
  };
}

/** Figures this much older than the newest observation are dated: the monitor's clock decides, not this browser's. */
const OLD = 60_000;

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
  const model = node.gpu_process_bytes == null ? null : Math.min(used, node.gpu_process_bytes / GIB);
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

/* time during a load */

function inTime(swap, view, now) {
  const time = layout(swap, now);
  const failed = swap.phase === "failed";
  const shown = time.history && !failed ? time.blocks : time.blocks.filter(({ state }) => state !== "next");
  const parts = new Map(swap.nodes.map(node => [node.node, node]));
  const present = time.history ? stageName(begun(swap).at(-1)?.id ?? "") : "first load";
  const lanes = twoNodes(view).map(name => {
    const lane = { node: name, title: nodeName(name), of: time.of };
    if (!takesPart(swap, name)) return { ...lane, state: "free", note: "not part of this load", pieces: [] };
    const node = parts.get(name);
    // null: not counted, which is not nothing
    const fill = { now: node?.part ?? null, broke: 0.5, cancelled: 0.5, next: 0 };
    return {
      ...lane, state: null, note: failed ? remains(swap, node) : progressText(node) ?? present,
      pieces: shown.map(({ id, state, at, size }) => ({ id, state, at, size, fill: state in fill ? fill[state] : 1 }))
    };
  });
  const last = shown.at(-1);
  // The name of the phase that broke begins at the line, which would cross it otherwise.
  const names = shown.map(({ name, state, at, size }) => state === "broke"
    ? { text: name, at: time.now, size: time.of - time.now, state, line: false }
    : { text: name, at, size, state, line: true });
  if (!time.history && !failed && last) {
    const at = last.at + last.size;
    names.push({ text: "no history yet, so no end is drawn", at, size: time.of - at, state: "hint" });
  }
  const path = lane => failed || lane.state === "free" ? "free" : null;
  const room = !failed && time.band && time.now < time.of * 0.8; // else the clock's own figure stands there
  return {
    state: failed ? "failed" : "working", id: swap.id, lanes, of: time.of, names,
    band: failed ? null : time.band?.from ?? null,
    clock: time.history || failed ? time.now : null,
    axis: { from: time.now > time.of * 0.07 ? clock(swap.requested_at) : "", now: duration(time.elapsedMs),
      nowAt: time.now, end: room ? span(time.band.from, time.band.to) : null, still: !time.history && !failed },
    mouth: failed ? endOf(swap) : eta(swap, time), joint: [...lanes.map(path), failed ? "free" : "open"],
    caption: caption(swap, time, lanes, failed)
  };
}

const endOf = swap => ["Not ready", swap.ended_at ? `stopped ${clock(swap.ended_at)}` : "being removed"];

function eta(swap, { elapsedMs }) {
  if (!swap.eta) return ["Time unknown", `${duration(elapsedMs)} so far`];
  const [from, to] = [clock(swap.eta.from), clock(swap.eta.to)];
  const { loads } = swap.eta;
  return [from === to ? from : `${from} to ${to}`, loads === 1 ? "as its one load" : `${mostOf(loads)} by ${to}`];
}

/** Before anything was touched nothing is said of what is left. */
function remains({ ended_at: ended }, node) {
  return { empty: "memory back", serving: "still serving", left_over: "something is left",
    unknown: "unknown what is left" }[node?.remains] ?? (ended ? "not touched" : "being removed");
}

const NOW = { now: "Now", broke: "It failed at", cancelled: "It is cancelled at" };

function caption(swap, time, lanes, failed) {
  const done = time.blocks.filter(({ state }) => state === "done").length;
  const present = time.blocks.find(({ state }) => NOW[state]);
  const nodes = lanes.map(({ title, note }) => `${title}: ${note}`).join("; ");
  return [
    `A load drawn in time. ${done} of ${time.blocks.length} phases are done.`,
    present && `${NOW[present.state]} ${present.name}.`,
    `${nodes}. ${duration(time.elapsedMs)} have passed.`,
    time.band && !failed && `The usual end is after ${span(time.band.from, time.band.to)}.`
  ].filter(Boolean).join(" ");
}
