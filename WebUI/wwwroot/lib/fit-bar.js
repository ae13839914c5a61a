import { gib, list, nodeName } from "./format.js";

/* What a load is expected to take of one Spark, as a bar. */

const GIB = 2 ** 30;
const PARTS = [["system", "system_bytes", "system"], ["weights", "weights_bytes", "weights"],
  ["engine", "engine_bytes", "engine"], ["kv", "kv_cache_bytes", "KV cache"]];

/** What is to be seen of a part however small it is, of the whole bar. */
const LEAST = 0.02;

/** What of the share will not be free when vLLM starts, in bytes; 0 where it is, or where nobody knows. */
export const lackAtStart = ({ total_bytes: total, system_bytes: system, limit_bytes: limit }) =>
  system == null || limit == null ? 0 : Math.max(0, limit + system - total);

/**
 * What a load is expected to take of each Spark, as it is drawn.
 * @typedef {{ node: string, title: string, caption: [string, string], said: string, of: number,
 *             parts: { part: string, at: number, size: number }[], limit: number | null }} Bar  all in GiB
 */

/** The parts stand one after the other; what would lie beyond the limit, or is not free, is a part of its own. */
export function bar(node, figures) {
  const of = figures.total_bytes / GIB, short = lackAtStart(figures) / GIB;
  const own = figures.limit_bytes == null ? null : figures.limit_bytes / GIB;
  const limit = own === null ? null : Math.min(of, own + (figures.system_bytes ?? 0) / GIB);
  const over = short > 0 ? Math.min(of, Math.max(of * LEAST, short)) : 0;
  const parts = inOrder(figures, of, limit === null ? null : limit - over);
  if (over > 0) parts.push({ part: "over", at: of - over, size: over });
  return { node, title: nodeName(node), of, limit, parts, said: said(node, figures, { own, of, short }),
    caption: own === null ? ["unknown", ` of ${gib(figures.total_bytes)} GiB`]
      : [gib(figures.limit_bytes), ` GiB of ${gib(figures.total_bytes)}`] };
}

function inOrder(figures, of, limit) {
  let at = 0;
  const parts = [];
  for (const [part, name] of PARTS) {
    const size = (figures[name] ?? 0) / GIB;
    const fits = limit === null ? size : Math.max(0, Math.min(size, limit - at));
    if (fits > 0) parts.push({ part, at, size: Math.min(fits, of - at) });
    at += size;
  }
  if (limit !== null && at > limit && lackAtStart(figures) === 0)
    parts.push({ part: "over", at: Math.min(limit, of * (1 - LEAST)),
      size: Math.max(of * LEAST, Math.min(at, of) - limit) });
  return parts;
}

function said(node, figures, { own, of, short }) {
  const known = PARTS.map(([, name, words]) => figures[name] == null ? `${words} unknown`
    : `${words} ${gib(figures[name])}`);
  const limit = own === null ? "limit unknown" : `limit ${own.toFixed(1)}`;
  const lack = short > 0 ? `; ${short.toFixed(1)} of it will not be free` : "";
  return `${nodeName(node)}, planned memory in GiB: ${list(known)}; ${limit} of ${of.toFixed(1)}${lack}`;
}
