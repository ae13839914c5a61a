import { moment } from "./format.js";

/* A load that has failed and the last good model, which is loaded again after it, once. */

/** The failed load that the last swap answers; null when it answers none. */
export const answered = ({ swap, failed }) => swap?.rolls_back && failed?.id === swap.rolls_back ? failed : null;

/** What a monitor says of a model that does not serve any more. */
const GONE = new Set(["stopped", "unhealthy", "disabled", "not_configured"]);

/** What the last swap loads again, by name. */
const nameOf = swap => swap.model_name ?? swap.model;

/** That it is loaded because another did not. */
export const because = view => {
  const first = answered(view);
  return first ? `${nameOf(first)} did not load. ` : "It is loaded again after a load that failed. ";
};

/**
 * What became of the way back, behind the sentence where the failed load stopped.
 * @param {object} broken the load that the report is about
 * @returns {(string | { strong: string })[] | null} null where there is none, or another sentence says it better
 */
export function wayBack(broken, view, now) {
  const { swap } = view;
  if (broken.rolls_back) return ["It was loaded again because another had failed. Nothing else is tried."];
  if (answered(view) === broken) {
    const since = moment(swap.ended_at, now);
    if (swap.phase === "ready") return GONE.has(view.vllm?.verdict) ? [`${nameOf(swap)} came back at ${since}.`]
      : [{ strong: `${nameOf(swap)} is back` }, ` and has served since ${since}.`];
    return swap.phase === "cancelled" ? [`${nameOf(swap)} was being loaded again; that was cancelled.`] : null;
  }
  const to = broken.rolled_back_to;
  return to?.problem ? [`${to.model_name} was not loaded again. ${to.problem}`] : null;
}

/**
 * The same as lines of what happened since.
 * @typedef {{ at: string, state: string | null, sign: string, words: string, more: string, link?: boolean }} Line
 * @returns {Line[]}
 */
export function backLines(broken, { swap, failed }) {
  if (broken.rolls_back) return failed?.id === broken.rolls_back
    ? [{ at: failed.ended_at, state: "down", sign: "cross", words: `${nameOf(failed)} had not loaded before it.`,
      more: failed.failure?.title ?? "" }] : [];
  const to = broken.rolled_back_to;
  if (to?.problem)
    return [{ at: broken.ended_at, state: "down", sign: "alert", words: `${to.model_name} was not loaded again.`,
      more: to.problem }];
  if (swap?.rolls_back !== broken.id) return [];
  const begin = { at: swap.requested_at, state: "working", sign: "restart",
    words: `${nameOf(swap)} is loaded again, once.`, more: "", link: true };
  return [begin, ...end(swap)];
}

function end(swap) {
  const at = swap.ended_at;
  switch (at && swap.phase) {
    case "ready": return [{ at, state: "up", sign: "check", words: `${nameOf(swap)} serves.`,
      more: "It has answered its first request." }];
    case "cancelled": return [{ at, state: null, sign: "cross", words: "That was cancelled.", more: "" }];
    default: return [];
  }
}
