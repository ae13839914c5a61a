import { duration } from "./format.js";

/**
 * A load as stages: what each is called, how wide it is drawn, how far it is.
 * @typedef {{ phase: string, step: string | null, at: string, line?: number | null }} StageStart
 * @typedef {{ id: string, name: string, state: "done" | "now" | "next" | "skipped" | "broke" | "cancelled",
 *             at: number, size: number, tookMs: number | null, usualMs: number | null }} Block
 */

const STAGES = [
  ["preflight", "Pre-flight"], ["stopping", "Stop"], ["launching", "Launch"], ["download", "Download"],
  ["distribute", "Distribute"], ["weights", "Weights"], ["compile", "Compile"], ["kv_cache", "KV cache"],
  ["graphs", "Graphs"], ["serve", "Serve"]
];
const ORDER = STAGES.map(([id]) => id);
const NAMES = Object.fromEntries(STAGES);
const ENDS = new Set(["ready", "failed", "cancelled", "stopped"]);

export const stageId = ({ phase, step }) => phase === "loading" ? step ?? "distribute" : phase;
export const stageName = id => NAMES[id] ?? id;

/** In a sentence: "It stopped at the KV cache". */
export const stageInWords = id => ({
  preflight: "the pre-flight", stopping: "the stop before it", launching: "the launch", download: "the download",
  distribute: "the start of the workers", weights: "the weights", compile: "the compilation",
  kv_cache: "the KV cache", graphs: "the CUDA graphs", serve: "the first answer"
})[id] ?? id;

/** The stages that this swap has begun, in order, without its end. */
export function begun(swap) {
  return swap.stages.filter(stage => !ENDS.has(stage.phase))
    .map(stage => ({ id: stageId(stage), at: Date.parse(stage.at), line: stage.line ?? null }));
}

/** The stages that this swap has begun, as headings of its log. */
export function headings(swap) {
  const start = Date.parse(swap.requested_at);
  return begun(swap).map(({ id, at, line }) => ({ id, at, line, text: `${stageName(id)} · ${duration(at - start)}` }));
}

/** Whether the load uses a Spark: a swap looks at both, a model for one runs on the head alone. */
export const takesPart = (swap, node) => node === "spark1"
  || swap.run?.model?.nodes !== "solo" && swap.nodes.some(one => one.node === node);

/** When the work ended: at the first stage that is an end, else at the end of the swap. */
export function stoppedAt(swap) {
  const end = swap.stages.find(stage => ENDS.has(stage.phase));
  return end ? Date.parse(end.at) : swap.ended_at ? Date.parse(swap.ended_at) : null;
}

/**
 * The load laid out in time, 0 to `of` in ms where there is a history, else in equal widths.
 * @returns {{ blocks: Block[], of: number, band: { from: number, to: number } | null, elapsedMs: number, now: number,
 *             history: boolean }}
 */
export function layout(swap, now) {
  const started = Date.parse(swap.requested_at);
  const end = stoppedAt(swap);
  const elapsedMs = Math.max(0, (end ?? now) - started);
  const starts = new Map(begun(swap).map(({ id, at }) => [id, at]));
  const present = [...starts.keys()].at(-1);
  const usual = new Map((swap.usual?.stages ?? []).filter(({ phase }) => !ENDS.has(phase))
    .map(stage => [stageId(stage), stage.median_ms]));
  const history = usual.size > 0;
  const ids = ORDER.filter(id => starts.has(id) || usual.has(id) || !history && id !== "download");

  const sum = [...usual.values()].reduce((all, ms) => all + ms, 0);
  const p50 = swap.usual?.p50_ms ?? sum, p90 = Math.max(swap.usual?.p90_ms ?? 0, p50);
  const least = p90 * 0.006; // a stage of no usual length is still there to be seen
  const widths = ids.map(id => history ? Math.max(least, (usual.get(id) ?? 0) * p50 / (sum || 1)) : 1);
  const scale = history ? p50 / widths.reduce((all, width) => all + width, 0) : 1;

  let at = 0;
  const times = [...starts.values()];
  const blocks = ids.map((id, i) => {
    const size = widths[i] * scale;
    const block = { id, name: NAMES[id], state: stateOf(id, starts, present, swap.phase), at, size,
      tookMs: null, usualMs: usual.get(id) ?? null };
    if (starts.has(id)) block.tookMs = (times.find(other => other > starts.get(id)) ?? end ?? now) - starts.get(id);
    at += size;
    return block;
  });

  const of = history ? p90 : ids.length;
  const broken = blocks.find(({ state }) => state === "broke");
  return {
    blocks, of, history, elapsedMs,
    band: history ? { from: p50, to: p90 } : null,
    now: broken ? broken.at + broken.size / 2 : Math.min(elapsedMs, of)
  };
}

/** How the present stage stands when the work has ended with it. */
const LAST = { ready: "done", stopped: "done", failed: "broke", cancelled: "cancelled" };

function stateOf(id, starts, present, phase) {
  if (id === present) return LAST[phase] ?? "now";
  if (starts.has(id)) return "done";
  return LAST[phase] === "done" || ORDER.indexOf(id) < ORDER.indexOf(present) ? "skipped" : "next";
}

/** "31 of 49 shards", "63 %", or null where it cannot be told. */
export function progressText(node) {
  if (node?.done != null && node.total != null) return `${node.done} of ${node.total} ${node.unit ?? ""}`.trim();
  return node?.part != null && node.part > 0 && node.part < 1 ? `${Math.floor(node.part * 100)} %` : null;
}

/** The present stage over all nodes: "Weights, 59 of 98 shards". */
export function stageText(swap) {
  const present = begun(swap).at(-1);
  if (!present) return "Waiting";
  const counted = swap.nodes.filter(({ done, total }) => done != null && total != null);
  if (counted.length === 0) return stageName(present.id);
  const sum = field => counted.reduce((all, node) => all + node[field], 0);
  return `${stageName(present.id)}, ${sum("done")} of ${sum("total")} ${counted[0].unit ?? ""}`.trim();
}
