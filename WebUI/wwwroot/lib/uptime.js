import { lasted, lower, word } from "./format.js";
import { stepOf } from "./lane.js";

/**
 * What a day of a service looks like. A bucket tells how many of its seconds the service was up, down, down as planned,
 * or unwatched.
 * @typedef {{ at: string, up_seconds: number, down_seconds: number, planned_seconds: number,
 *             unknown_seconds: number }} Bucket
 * @typedef {{ name: string, up_fraction: number | null, planned_seconds: number, unknown_seconds: number,
 *             down_seconds: number, buckets: Bucket[] }} Uptime
 */

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

/** "98.8 %", "100 % of what was seen, 9 s planned": never rounded up to what it was not. */
export function share({ up_fraction: part, down_seconds: down, planned_seconds: planned = 0,
  unknown_seconds: unknown = 0 }) {
  const meant = planned > 0 ? `${lasted(planned * 1000)} planned` : null;
  const isUnknown = part === null || part === undefined;
  if (isUnknown) return [unknown > 0 || !meant ? "unknown" : null, meant].filter(Boolean).join(", ");
  const percent = down > 0 ? (Math.floor(part * 1000) / 10).toFixed(1) : "100";
  return [`${percent} %${unknown > 0 ? " of what was seen" : ""}`, meant].filter(Boolean).join(", ");
}

/** The lane in words: "down for 13 min, planned for 9 s, 3 reports". Buckets tell how long, not how often. */
export function inWords({ buckets, unknown_seconds: unknown }, reports = []) {
  const all = field => buckets.reduce((sum, bucket) => sum + bucket[field], 0) * 1000;
  const down = all("down_seconds"), planned = all("planned_seconds");
  const bad = reports.filter(({ ok }) => ok === false).reduce((sum, { count = 1 }) => sum + count, 0);
  return [
    down > 0 ? `down for ${lasted(down)}` : "no outage",
    planned > 0 && `planned for ${lasted(planned)}`,
    unknown > 0 && `unknown for ${lasted(unknown * 1000)}`,
    bad > 0 && `${lower(word(bad))} report${bad === 1 ? "" : "s"}`
  ].filter(Boolean).join(", ");
}
