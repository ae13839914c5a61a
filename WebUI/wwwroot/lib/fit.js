import { count, gib, list, nodeName, plural } from "./format.js";

const GIB = 2 ** 30;
const STATES = { fits: ["serving", "Fits"], tight: ["attention", "Tight"], does_not_fit: ["failed", "Does not fit"],
  unknown: ["unknown", "Unknown"] };
const PARTS = [["system", "system_bytes", "system"], ["weights", "weights_bytes", "weights"],
  ["engine", "engine_bytes", "engine"], ["kv", "kv_cache_bytes", "KV cache"]];

/**
 * What a load is expected to take of each Spark, as it is drawn.
 * @typedef {{ node: string, title: string, caption: [string, string], said: string, of: number,
 *             parts: { part: string, at: number, size: number }[], limit: number | null }} Bar  all in GiB
 * @typedef {{ state: string, word: string, title: string, reason: string, bars: Bar[], parts: string[],
 *             learned: string, share: string | null, largest: number | null }} Fit
 * @param {object} answer of /fit
 * @returns {Fit}
 */
export function fit(answer) {
  const [state, word] = STATES[answer.verdict] ?? STATES.unknown;
  const bars = Object.entries(answer.nodes ?? {}).sort(byName).map(([node, figures]) => bar(node, figures));
  return {
    state, word, title: spare(answer), reason: answer.reason ?? "", bars,
    parts: [...new Set(bars.flatMap(({ parts }) => parts.map(({ part }) => part)))],
    learned: answer.measured ? `Learned from ${plural(answer.learned_loads, "good load")}.`
      : "An estimate: no good load of these weights has taught it yet.",
    share: answer.smallest_gpu_memory_utilization == null ? null : answer.smallest_gpu_memory_utilization.toFixed(2),
    largest: answer.largest_max_model_len ?? null
  };
}

const byName = ([a], [b]) => a < b ? -1 : 1;

/** "1.0 GiB to spare on each Spark", "Spark 2 lacks 3.2 GiB"; the worst decides what is told. */
function spare({ nodes = {} }) {
  const known = Object.entries(nodes).sort(byName).filter(([, { spare_bytes: bytes }]) => bytes != null);
  if (known.length === 0) return "How much is left is not known";
  const lacking = known.filter(([, { spare_bytes: bytes }]) => bytes < 0);
  const amount = bytes => `${gib(Math.abs(bytes))} GiB`;
  if (lacking.length > 0)
    return list(lacking.map(([node, { spare_bytes: bytes }]) => `${nodeName(node)} lacks ${amount(bytes)}`));
  const figures = [...new Set(known.map(([, { spare_bytes: bytes }]) => amount(bytes)))];
  if (known.length === 1) return `${figures[0]} to spare on ${nodeName(known[0][0])}`;
  return figures.length === 1 ? `${figures[0]} to spare on each Spark`
    : `${list(known.map(([node, { spare_bytes: bytes }]) => `${amount(bytes)} on ${nodeName(node)}`))} to spare`;
}

/** The parts stand one after the other; what would lie beyond the limit is a part of its own. */
function bar(node, figures) {
  const of = figures.total_bytes / GIB;
  const own = figures.limit_bytes == null ? null : figures.limit_bytes / GIB;
  const limit = own === null ? null : Math.min(of, own + (figures.system_bytes ?? 0) / GIB);
  let at = 0;
  const parts = [];
  for (const [part, name] of PARTS) {
    const size = (figures[name] ?? 0) / GIB;
    const fits = limit === null ? size : Math.max(0, Math.min(size, limit - at));
    if (fits > 0) parts.push({ part, at, size: Math.min(fits, of - at) });
    at += size;
  }
  if (limit !== null && at > limit) parts.push({ part: "over", at: Math.min(limit, of * 0.98),
    size: Math.max(of * 0.02, Math.min(at, of) - limit) });
  return { node, title: nodeName(node), of, limit, parts, said: said(node, figures, own, of),
    caption: own === null ? ["unknown", ` of ${gib(figures.total_bytes)} GiB`]
      : [gib(figures.limit_bytes), ` GiB of ${gib(figures.total_bytes)}`] };
}

function said(node, figures, own, of) {
  const known = PARTS.map(([, name, words]) => figures[name] == null ? `${words} unknown`
    : `${words} ${gib(figures[name])}`);
  const limit = own === null ? "limit unknown" : `limit ${own.toFixed(1)}`;
  return `${nodeName(node)}, planned memory in GiB: ${list(known)}; ${limit} of ${of.toFixed(1)}`;
}

/** "16k", "139k": a context as an axis has room for it. */
export const short = tokens => tokens >= 1000 ? `${count(Math.floor(tokens / 1000))}k` : count(tokens);

const STEP = 1024;

/**
 * The axis of the context: from where to where, and what stands below it.
 * @param {{ now: number | null, catalog: number | null, largest: number | null }} known in tokens
 */
export function axis({ now, catalog, largest }) {
  const most = Math.max(now ?? 0, catalog ?? 0, Math.min(largest ?? 0, 2 ** 20), 8 * STEP);
  const max = 2 ** Math.ceil(Math.log2(most)), min = now !== null && now < 8 * STEP ? STEP : 4 * STEP;
  const at = largest != null && largest >= min && largest <= max
    ? Math.round((largest - min) / (max - min) * 1000) / 10 : null;
  return { min, max, step: STEP, ticks: [
    (at === null || at > ROOM) && { at: 0, text: short(min) },
    at !== null && { at, text: `${short(largest)} fits`, strong: true },
    (at === null || at < 100 - ROOM) && { at: 100, text: short(max) }
  ].filter(Boolean) };
}

/** How far two words below the axis have to be apart, in percent of it. */
const ROOM = 20;

/** One sentence for a card: only what a person should know before a click. */
export function fitNote(answer) {
  if (!answer || answer.verdict === "fits" || answer.verdict === "unknown") return null;
  return answer.reason;
}
