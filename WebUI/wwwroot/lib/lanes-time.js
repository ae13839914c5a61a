import { clock, duration, mostOf, nodeName, span } from "./format.js";
import { begun, layout, progressText, stageName, takesPart } from "./stages.js";

/**
 * A load, or one that failed, in time: what is done of it on each Spark.
 * @returns {import("./lanes.js").Drawing}
 */
export function inTime(swap, nodes, now) {
  const time = layout(swap, now);
  const failed = swap.phase === "failed";
  const shown = time.history && !failed ? time.blocks : time.blocks.filter(({ state }) => state !== "next");
  const lanes = nodes.map(name => lane(name, swap, time, shown));
  const path = ({ state }) => failed || state === "free" ? "free" : null;
  return {
    state: failed ? "failed" : "working", id: swap.id, lanes, of: time.of, names: names(shown, time, failed),
    band: failed ? null : time.band?.from ?? null,
    clock: time.history || failed ? time.now : null, axis: axis(swap, time, failed),
    mouth: failed ? endOf(swap) : eta(swap, time), joint: [...lanes.map(path), failed ? "free" : "open"],
    caption: caption(swap, time, lanes, failed)
  };
}

function lane(name, swap, time, shown) {
  const made = { node: name, title: nodeName(name), of: time.of };
  if (!takesPart(swap, name)) return { ...made, state: "free", note: "not part of this load", pieces: [] };
  const node = swap.nodes.findLast(one => one.node === name);
  const present = time.history ? stageName(begun(swap).at(-1)?.id ?? "") : "first load";
  // null: not counted, which is not nothing
  const fill = { now: node?.part ?? null, broke: 0.5, cancelled: 0.5, next: 0 };
  return {
    ...made, state: null, note: swap.phase === "failed" ? remains(swap, node) : progressText(node) ?? present,
    pieces: shown.map(({ id, state, at, size }) => ({ id, state, at, size, fill: state in fill ? fill[state] : 1 }))
  };
}

function names(shown, time, failed) {
  // The name of the phase that broke begins at the line, which would cross it otherwise.
  const found = shown.map(({ name, state, at, size }) => state === "broke"
    ? { text: name, at: time.now, size: time.of - time.now, state, line: false }
    : { text: name, at, size, state, line: true });
  const last = shown.at(-1);
  if (time.history || failed || !last) return found;
  const at = last.at + last.size;
  return [...found, { text: "no history yet, so no end is drawn", at, size: time.of - at, state: "hint" }];
}

function axis(swap, time, failed) {
  const room = !failed && time.band && time.now < time.of * 0.8; // else the clock's own figure stands there
  return {
    from: time.now > time.of * 0.07 ? clock(swap.requested_at) : "", now: duration(time.elapsedMs), nowAt: time.now,
    end: room ? span(time.band.from, time.band.to) : null, still: !time.history && !failed
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
