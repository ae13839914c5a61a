/**
 * The figures of the running model, as <token-metrics> shows them.
 * @typedef {{ key: string, label: string, series: string, scale: number, high?: number, area: boolean, unit: string,
 *             value: string | null, note: string }} Figure
 */

const MS = 1000;

/** name, label, series, scale, unit; `high` where the scale has an end of its own */
const FIGURES = [
  { key: "generation", label: "Generation", series: "generation_tokens_per_second", scale: 1, unit: "tok/s now",
    area: true, isNow: true },
  { key: "first", label: "First token", series: "first_token_p50_seconds", scale: 1, unit: "s median" },
  { key: "kv", label: "KV cache", series: "kv_cache_fraction", scale: 100, high: 100, unit: "% in use", area: true,
    isNow: true },
  { key: "between", label: "Between tokens", series: "inter_token_p50_seconds", scale: MS, unit: "ms median" }
];

/**
 * @param {object | null | undefined} tokens what was seen last; null where nobody can tell
 * @param {import("./series.js").Series} series what was seen in the last hour
 * @returns {Figure[]} a median is the last one that there was: without a request there is none
 */
export function tokenFigures(tokens, series) {
  return FIGURES.map(({ isNow, ...figure }) => {
    const value = tokens?.[figure.series] ?? (isNow ? null : series.last(figure.series));
    const p95 = tokens?.inter_token_p95_seconds ?? series.last("inter_token_p95_seconds");
    return {
      area: false, ...figure, value: value === null ? null : shown(value * figure.scale),
      note: value === null ? isNow ? "unknown" : "none in the last hour"
        : figure.key === "between" && p95 !== null ? `${figure.unit}, ${shown(p95 * MS)} p95` : figure.unit
    };
  });
}

/** As many digits as say something. */
function shown(value) {
  const digits = value === 0 || value >= 10 ? 0 : value >= 1 ? 1 : 2;
  return value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}
