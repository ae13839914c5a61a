import { plural } from "./format.js";
import { jobQuestions } from "./job-questions.js";
import { releaseQuestion } from "./reservation.js";
import { activeSwap, inWork, servedModel } from "./running.js";
import { serviceQuestion } from "./service-questions.js";

/**
 * What is asked before something that cannot be undone, as it stands at this moment.
 * @typedef {{ title: string, words: string, keep: string, go: string, why: string | null }} Question
 *   `why` says that the question has become void
 */
const NOTHING = "Nothing serves afterwards until you load a model.";

export const questions = {
  /** @param {{ served: string | null }} asked how vLLM names what the person wants to stop */
  stop(view, { served }) {
    const now = servedModel(view);
    return {
      title: `Stop ${now?.name ?? "the model"}?`, keep: "Keep it running", go: "Stop it now",
      words: `${cutOff(view.vllm, now)}${NOTHING}`, why: voidStop(view, now, served)
    };
  },

  /** @param {{ id: string }} asked the load */
  cancel({ swap }, { id }) {
    const isOver = swap?.id !== id || swap.ended_at;
    const why = isOver ? "This load has ended." : swap.cancel_requested ? "It is being cancelled already." : null;
    return { title: "Cancel the load?", keep: "Go on loading", go: "Cancel the load", words: undone(swap), why };
  },

  service: serviceQuestion,
  release: releaseQuestion,
  ...jobQuestions,

  /** @param {{ name: string }} asked the recording's name */
  transcript(view, { name }) {
    return {
      title: `Delete the transcript of ${name}?`, keep: "Keep it", go: "Delete it now", why: null,
      words: "It is gone for everybody who opens this panel. The recording itself is not touched."
    };
  },

  takeover({ driver }) {
    return {
      title: "Take the Sparks over?", keep: "Leave them to the other panel", go: "Take over",
      words: `The panel ${driver?.another_panel ?? ""} then only watches. If it is loading or stopping something now, `
        + "that goes on unwatched; take over only when you know that it is yours or gone.",
      why: driver?.another_panel ? null : "No other panel drives the Sparks any more."
    };
  }
};

function cutOff(vllm, now) {
  if (!now || vllm.requests_running == null) return "How many requests that cuts off is unknown. ";
  const busy = vllm.requests_running + (vllm.requests_waiting ?? 0);
  return busy ? `${plural(busy, "request")} will be cut off. ` : "";
}

function voidStop(view, now, served) {
  const swap = activeSwap(view);
  if (swap) return inWork(swap);
  if (now && now.id !== served) return `${now.name} serves now. Close this and ask again.`;
  return served && view.vllm?.verdict === "stopped" ? "No model is running any more." : null;
}

/** What a cancel takes away depends on how far the load is. */
function undone(swap) {
  const before = swap?.replaces ?? "what ran before";
  switch (swap?.phase) {
    case "preflight":
      return `Nothing was touched yet: ${swap.replaces ? `${before} goes on serving` : "all stays as it is"}.`;
    case "stopping": return `The stop of ${before} is finished first. ${NOTHING}`;
    default: return `What is loaded of ${swap?.model_name ?? "the model"} is removed from the Sparks. ${NOTHING}`;
  }
}
