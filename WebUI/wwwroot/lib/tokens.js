import { clock } from "./format.js";

/**
 * The figures of the running model, as <token-metrics> shows them.
 * @typedef {{ key: string, label: string, series: string, scale: number, high?: number, area: boolean, unit: string,
 *             value: string | null, note: string }} Figure
 */

const MS = 1000;

const P95 = "inter_token_p95_seconds";

/** name, label, series, scale, unit; `high` where the scale has an end of its own */
const FIGURES = [
  { key: "generation", label: "Generation", series: "generation_tokens_per_second", scale: 1, unit: "tok/s",
    area: true, isNow: true },
  { key: "first", label: "First token", series: "first_token_p50_seconds", scale: 1, unit: "s median" },
  { key: "kv", label: "KV cache", series: "kv_cache_fraction", scale: 100, high: 100, unit: "% in use", area: true,
    isNow: true },
  { key: "between", label: "Between tokens", series: "inter_token_p50_seconds", scale: MS, unit: "ms median" }
];

/**
 * @param {object | null | undefined} tokens what was seen last; null where nobody can tell
 * @param {import("./series.js").Series} series what was seen in the last hour
 * @param {{ since?: number, seenAt?: number | null }} times since when this model is served, in ms since 1970; and when
 *   `tokens` were seen, where that is not now
 * @returns {Figure[]} a median is the last one that there was, with its time: without a request there is none
 */
export function tokenFigures(tokens, series, { since = -Infinity, seenAt = null } = {}) {
  const seen = name => tokens?.[name] == null ? null : { value: tokens[name], at: seenAt };
  return FIGURES.map(({ isNow = false, ...figure }) => {
    const found = seen(figure.series) ?? (isNow ? null : series.last(figure.series, since));
    return { area: false, ...figure, value: found && shown(found.value * figure.scale),
      note: found ? note(figure, found, seen, series) : isNow ? "unknown" : "none in the last hour" };
  });
}

/** The unit, what most of the tokens keep to, and when that was. */
function note({ key, unit }, { at }, seen, series) {
  const p95 = key === "between" ? seen(P95)?.value ?? (at === null ? null : series.last(P95, at)?.value) : null;
  const when = at !== null ? ` at ${clock(at)}` : key === "generation" ? " now" : "";
  return `${unit}${p95 == null ? "" : `, ${shown(p95 * MS)} p95`}${when}`;
}

/** As many digits as say something. */
function shown(value) {
  const digits = value === 0 || value >= 10 ? 0 : value >= 1 ? 1 : 2;
  return value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}
