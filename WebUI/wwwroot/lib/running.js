import { ago, plural } from "./format.js";
import { answered } from "./roll-back.js";

/* What runs on the Sparks and what is done with it, as far as known. */

const ALIVE = new Set(["healthy", "degraded"]);

/** Whether vLLM answers, though not all of it may work. */
export const serves = vllm => ALIVE.has(vllm?.verdict);

/** The swap that is under way, or null. */
export const activeSwap = ({ swap }) => swap && !swap.ended_at ? swap : null;

/**
 * A load or a stop that failed and whose report nobody has closed on this browser: the last one, or that which the last
 * one answers.
 */
export function failedSwap(view, closed) {
  const found = view.swap?.phase === "failed" ? view.swap : answered(view);
  return found && found.id !== closed ? found : null;
}

/** The swap that Home is about: what goes on, what failed, or the last one. */
export const shownSwap = (view, closed) => activeSwap(view) ?? failedSwap(view, closed) ?? view.swap;

/** What a swap loads, or stops. */
export const swapName = ({ kind, model, model_name: name, replaces }) =>
  (kind === "stop" ? replaces : name ?? model) ?? "The model";

export const inWork = swap => `${swapName(swap)} is being ${swap.kind === "stop" ? "stopped" : "loaded"} now.`;

/** The catalog's entry that is served now, as far as known; `id` is how vLLM names it. */
export function servedModel({ vllm, catalog, good }) {
  if (!vllm || !(serves(vllm) || vllm.verdict === "unhealthy")) return null;
  const names = [vllm.model?.root, vllm.model?.id].filter(Boolean);
  if (names.length === 0) return null;
  const fits = catalog?.models.filter(model => names.includes(model.repo ?? model.local_path)
    || names.includes(model.key)) ?? [];
  const found = fits.find(({ key }) => key === good?.model) ?? fits[0];
  return { id: vllm.model.id, key: found?.key ?? null, name: found?.name ?? vllm.model.id,
    nodes: found?.nodes ?? null };
}

/** "2 requests at work, 1 waiting." or "Idle; the last request was 4 minutes ago." */
export function traffic({ requests_running: running, requests_waiting: queued, last_busy: busy }, now) {
  if (running == null) return ["How busy it is, is unknown."];
  if (running + (queued ?? 0) > 0) return [{ strong: `${plural(running, "request")} at work` }, queued
    ? `, ${queued} waiting.` : "."];
  return [busy ? `Idle; the last request was ${ago(busy, now)}.` : "Idle."];
}
