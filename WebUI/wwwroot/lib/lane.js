/**
 * The lane of a service over a day: x is time, in % from the first bucket to now.
 * @typedef {import("./uptime.js").Bucket} Bucket
 * @typedef {{ key: string, state: string, at: number, size: number }} Piece
 */

const STATES = [["unknown", "unknown_seconds"], ["planned", "planned_seconds"], ["down", "down_seconds"]];

/** Two reports nearer than this are one tick, in % of the drawing. */
const NEAR = 0.2;

/** Figures are whole seconds: a bucket that lacks no more than this is full. */
const ROUNDED = 2;

const passed = bucket => bucket.up_seconds + bucket.down_seconds + bucket.planned_seconds + bucket.unknown_seconds;

/** How long a bucket is, in ms. */
export const stepOf = buckets => buckets.length < 2 ? 0 : Date.parse(buckets[1].at) - Date.parse(buckets[0].at);

/** From the first bucket to now; what is read late ends with its last bucket. In ms since 1970. */
export function axis(buckets, now) {
  const step = stepOf(buckets), last = Date.parse(buckets.at(-1).at);
  const read = last + passed(buckets.at(-1)) * 1000;
  return { begin: Date.parse(buckets[0].at), end: Math.min(Math.max(now, read), last + step) };
}

/**
 * @param {Bucket[]} buckets the last one is in progress
 * @param {{ at: string, ok: boolean | null }[]} reports of this service
 * @param {{ now: number, isDown?: boolean }} at the panel's time, and whether the service is down at it
 * @returns {Piece[]}
 */
export function strip(buckets, reports, { now, isDown = false }) {
  if (stepOf(buckets) === 0) return [];
  const { begin, end } = axis(buckets, now);
  const x = time => (time - begin) / (end - begin) * 100;
  const pieces = STATES.flatMap(([state, field]) => {
    const isOpen = isDown && state === "down";
    return runs(buckets, field, isOpen).map(run => ({ state, ...place(buckets, field, run, isOpen ? end : null) }));
  }).map(({ state, from, to }) => ({ state, at: x(from), size: x(to) - x(from) }));
  const bad = reports.filter(({ ok }) => ok === false).map(({ at }) => x(Date.parse(at)))
    .filter(at => at >= 0 && at <= 100).sort((a, b) => a - b);
  const ticks = bad.filter((at, i) => i === 0 || at - bad[i - 1] >= NEAR)
    .map(at => ({ state: "report", at, size: 0 }));
  return [...pieces, ...ticks].map((piece, i) => ({ key: `${piece.state} ${i}`, ...piece }));
}

const isFull = (bucket, field) => bucket[field] >= passed(bucket) - ROUNDED;

/**
 * Buckets in a row in which something was. Only a full one tells that it went on: two that are full in part may have
 * had it twice. Of what lasts, the part of the last bucket ends now, and so joins nothing unless it is all of it.
 */
function runs(buckets, field, isOpen) {
  const found = [];
  buckets.forEach((bucket, i) => {
    const lasts = isOpen && i === buckets.length - 1;
    if (!(bucket[field] > 0) && !lasts) return;
    const last = found.at(-1);
    const joins = last?.end === i && (isFull(bucket, field) || isFull(buckets[i - 1], field) && !lasts);
    if (joins) last.end = i + 1; else found.push({ start: i, end: i + 1 });
  });
  return found;
}

/** What goes on into the next bucket began at the end of its own; what stands alone stands at the beginning. */
function place(buckets, field, { start, end }, now) {
  const time = i => Date.parse(buckets[i].at), length = i => buckets[i][field] * 1000;
  const endOf = i => time(i) + passed(buckets[i]) * 1000;
  const lasts = now !== null && end === buckets.length;
  if (end - start === 1) {
    const from = lasts ? endOf(start) - length(start) : time(start);
    return { from, to: lasts ? now : from + length(start) };
  }
  return { from: endOf(start) - length(start), to: lasts ? now : time(end - 1) + length(end - 1) };
}
