import { lasted, lower, word } from "./format.js";

/**
 * What a day of a service looks like. A bucket tells how many of its seconds the service was up, down, down as planned,
 * or unwatched.
 * @typedef {{ at: string, up_seconds: number, down_seconds: number, planned_seconds: number,
 *             unknown_seconds: number }} Bucket
 * @typedef {{ name: string, up_fraction: number | null, planned_seconds: number, unknown_seconds: number,
 *             down_seconds: number, buckets: Bucket[] }} Uptime
 */

const STATES = [["unknown", "unknown_seconds"], ["planned", "planned_seconds"], ["down", "down_seconds"]];

/** Two reports nearer than this are one tick, in % of the drawing. */
const NEAR = 0.2;

/** How long a bucket is, in ms. */
const stepOf = buckets => buckets.length < 2 ? 0 : Date.parse(buckets[1].at) - Date.parse(buckets[0].at);

/**
 * The lane of a service: x is time, in % of all buckets.
 * @param {Bucket[]} buckets @param {{ at: string, ok: boolean | null }[]} reports of this service
 * @returns {{ key: string, state: string, at: number, size: number }[]}
 */
export function strip(buckets, reports = []) {
  const step = stepOf(buckets);
  if (step === 0) return [];
  const [begin, whole] = [Date.parse(buckets[0].at), step * buckets.length];
  const pieces = STATES.flatMap(([state, field]) => runs(buckets, field).map(run => ({ state,
    ...place(buckets, field, run, step) })));
  const bad = reports.filter(({ ok }) => ok === false).map(({ at }) => (Date.parse(at) - begin) / whole * 100)
    .filter(at => at >= 0 && at <= 100).sort((a, b) => a - b);
  const ticks = bad.filter((at, i) => i === 0 || at - bad[i - 1] >= NEAR).map(at => ({ state: "report", at, size: 0 }));
  return [...pieces, ...ticks].map(piece => ({ key: `${piece.state} ${piece.at.toFixed(2)}`, ...piece }));
}

/** Buckets in a row in which something was. */
function runs(buckets, field) {
  const found = [];
  buckets.forEach((bucket, i) => {
    if (!(bucket[field] > 0)) return;
    const last = found.at(-1);
    if (last?.end === i) { last.end = i + 1; last.seconds += bucket[field]; }
    else found.push({ start: i, end: i + 1, seconds: bucket[field] });
  });
  return found;
}

/** What goes on into the next bucket began at the end of its own; what stands alone stands at the beginning. */
function place(buckets, field, { start, end }, step) {
  const part = i => Math.min(1, buckets[i][field] * 1000 / step);
  const from = end - start > 1 ? start + 1 - part(start) : start;
  const to = end - start > 1 ? end - 1 + part(end - 1) : start + part(start);
  return { at: from / buckets.length * 100, size: (to - from) / buckets.length * 100 };
}

/**
 * A bar for each bucket: what stands up is an outage, the higher the longer.
 * @returns {{ state: "down" | "planned" | "unknown" | null, down: number }[]}
 */
export function bars(buckets) {
  const step = stepOf(buckets) / 1000;
  return buckets.map(bucket => {
    const state = bucket.down_seconds > 0 ? "down" : bucket.planned_seconds > 0 ? "planned"
      : bucket.unknown_seconds > bucket.up_seconds ? "unknown" : null;
    return { state, down: step ? Math.min(1, bucket.down_seconds / step) : 0 };
  });
}

/** "98.8 %", "100 % but for swaps": never rounded up to what it was not. */
export function share({ name, up_fraction: part, down_seconds: down, planned_seconds: planned,
  unknown_seconds: unknown }) {
  if (part === null || part === undefined) return "unknown";
  const percent = down > 0 ? (Math.floor(part * 1000) / 10).toFixed(1) : "100";
  const but = planned > 0 ? name === "vllm" ? " but for swaps" : " but for planned stops"
    : unknown > 0 ? " of what was seen" : "";
  return `${percent} %${but}`;
}

/** The lane in words: "one outage of 13 min, two planned stops, 3 reports". */
export function inWords({ buckets, unknown_seconds: unknown }, reports = []) {
  const downs = runs(buckets, "down_seconds");
  const planned = runs(buckets, "planned_seconds").length;
  const bad = reports.filter(({ ok }) => ok === false).length;
  const total = downs.reduce((sum, { seconds }) => sum + seconds, 0);
  return [
    downs.length === 0 ? "no outage"
      : `${many(downs.length, "outage")} of ${lasted(total * 1000)}${downs.length > 1 ? " in all" : ""}`,
    planned > 0 && many(planned, "planned stop"),
    unknown > 0 && `unknown for ${lasted(unknown * 1000)}`,
    bad > 0 && many(bad, "report")
  ].filter(Boolean).join(", ");
}

const many = (n, one) => `${lower(word(n))} ${one}${n === 1 ? "" : "s"}`;
