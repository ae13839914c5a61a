import { bar, lackAtStart } from "./fit-bar.js";
import { count, gib, list, nodeName, plural } from "./format.js";

const STATES = { fits: ["serving", "Fits"], tight: ["attention", "Tight"], does_not_fit: ["failed", "Does not fit"],
  unknown: ["unknown", "Unknown"] };

/**
 * What a load is expected to take of the Sparks, as it is drawn.
 * @typedef {{ state: string, word: string, title: string, reason: string, bars: import("./fit-bar.js").Bar[],
 *             parts: string[], learned: string, share: string | null, largest: number | null,
 *             most: number | null }} Fit
 * @param {object} answer of /fit
 * @param {{ asked?: number | null, now?: number | null }} context in tokens: the one that was judged, and the one that
 *   is chosen by now; until that is judged too, only its part of the bars moves
 * @returns {Fit}
 */
export function fit(answer, { asked = null, now = null } = {}) {
  const [state, word] = STATES[answer.verdict] ?? STATES.unknown;
  const most = answer.max_positions ?? null, context = { asked: asked ?? most, now: now ?? most };
  const nodes = Object.entries(answer.nodes ?? {}).sort(byName);
  const bars = nodes.map(([node, figures]) => bar(node, moved(figures, answer, context)));
  const share = answer.smallest_gpu_memory_utilization ?? null;
  return {
    state, word, title: title(answer, nodes, asked), reason: answer.reason ?? "", bars,
    parts: [...new Set(bars.flatMap(({ parts }) => parts.map(({ part }) => part)))],
    learned: answer.measured ? `Learned from ${plural(answer.learned_loads, "good load")}.`
      : answer.learned_loads > 0 ? "An estimate: no good load was quite like this one."
      : "An estimate: no good load of these weights has taught it yet.",
    share: share === null ? null : share.toFixed(2), most,
    // Where the share itself is not free no context helps.
    largest: nodes.some(([, figures]) => lackAtStart(figures) > 0) ? null : answer.largest_max_model_len ?? null
  };
}

const byName = ([a], [b]) => a < b ? -1 : 1;

/** The same Spark with the cache of another context. */
function moved(figures, { cache_bytes_per_token: each }, { asked, now }) {
  if (each == null || asked == null || now == null || figures.kv_cache_bytes == null) return figures;
  return { ...figures, kv_cache_bytes: Math.max(0, figures.kv_cache_bytes + (now - asked) * each) };
}

/** The verdict in a few words, for the same reason as it is what it is; the worst Spark decides what is told. */
function title({ verdict, max_positions: most }, nodes, asked) {
  const known = nodes.filter(([, { spare_bytes: bytes }]) => bytes != null);
  const lacking = nodes.map(lack).filter(Boolean);
  if (lacking.length > 0) return list(lacking);
  if (verdict === "does_not_fit")
    return most != null && asked > most ? `The model ends at ${count(most)} tokens` : "Not with these settings";
  if (verdict === "unknown" || known.length === 0) return "How much is left is not known";
  const dark = nodes.filter(([, { system_bytes: bytes }]) => bytes == null).map(([node]) => nodeName(node));
  return dark.length > 0 ? `What ${list(dark)} will have free is not known` : spare(known);
}

/** "Spark 2 lacks 3.2 GiB", of the limit or of the share itself, which has to be free at the start; null for none. */
function lack([node, figures]) {
  const [own, start] = [Math.max(0, -(figures.spare_bytes ?? 0)), lackAtStart(figures)];
  if (own === 0 && start === 0) return null;
  return `${nodeName(node)} lacks ${gib(Math.max(own, start))} GiB${start >= own ? " at its start" : ""}`;
}

/** "1.0 GiB to spare on each Spark". */
function spare(known) {
  const figures = known.map(([node, { spare_bytes: bytes }]) => [nodeName(node), `${gib(bytes)} GiB`]);
  const [[name, amount], ...others] = figures;
  if (others.length === 0) return `${amount} to spare on ${name}`;
  return others.every(([, other]) => other === amount) ? `${amount} to spare on each Spark`
    : `${list(figures.map(([node, bytes]) => `${bytes} on ${node}`))} to spare`;
}

/** One sentence for a card: only what a person should know before a click. */
export function fitNote(answer) {
  if (!answer || answer.verdict === "fits" || answer.verdict === "unknown") return null;
  return answer.reason;
}
