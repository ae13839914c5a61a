import { downloadOf, runningUpdate } from "./cluster-jobs.js";
import { full, size } from "./format.js";
import { activeSwap, inWork, servedModel } from "./running.js";

/* What is asked before a download ends, weights or a model go, or the launcher changes (lib/questions.js). */

const busy = view => activeSwap(view) ? full(inWork(activeSwap(view))) : null;

const changing = view => runningUpdate(view) ? "The launcher is being changed already." : null;

export const jobQuestions = {
  /** @param {{ id: string, title: string }} asked */
  download({ jobs }, { id, title }) {
    const job = jobs?.find(one => one.id === id);
    const isOver = !job || job.ended_at, leaving = job?.cancel_requested ? "It is being cancelled already." : null;
    if (job?.verifies) return {
      title: `Cancel the check of ${title}?`, keep: "Go on checking", go: "Cancel the check",
      words: "What reads on the Sparks is ended. The weights stay as they are.",
      why: isOver ? "This check has ended." : leaving
    };
    return {
      title: `Cancel the download of ${title}?`, keep: "Go on downloading", go: "Cancel the download",
      words: "What runs for it on the Sparks is ended. Files that are whole stay on disk, and a download of the same"
        + " repository does not fetch them again.",
      why: isOver ? "This download has ended." : leaving
    };
  },

  /** @param {{ weights: string, bytes: number }} asked */
  parts(view, { weights, bytes }) {
    return {
      title: `Delete what is unfinished of ${weights}?`, keep: "Keep it", go: `Delete ${size(bytes)}`,
      words: "Parts of files go, and what is whole stays. A download of it then fetches these files from their"
        + " beginning. What is written to at this moment is left alone.",
      why: busy(view) ?? (downloadOf(view, weights) ? "They are being downloaded now." : null)
    };
  },

  /** @param {{ weights: string, bytes: number | null, isLoaded: boolean | null }} asked */
  weights(view, { weights, bytes, isLoaded }) {
    const amount = bytes == null ? "How much that frees is unknown." : `That frees ${size(bytes)} in all.`;
    const doubt = isLoaded === null ? " Whether it serves now is unknown; weights in use are refused." : "";
    return {
      title: `Delete the weights of ${weights}?`, keep: "Keep them",
      go: bytes == null ? "Delete them" : `Delete ${size(bytes)}`,
      words: `${amount} They are removed from every Spark; to load it again they have to be downloaded anew.${doubt}`,
      why: busy(view) ?? (downloadOf(view, weights) ? "They are being downloaded now." : null)
    };
  },

  /** @param {{ key: string, name: string, standsIn?: boolean }} asked */
  model(view, { key, name, standsIn = false }) {
    const why = servedModel(view)?.key === key ? "It serves now. Stop it, or switch to another one first." : busy(view);
    return {
      title: `Remove ${name} from the catalog?`, keep: "Keep it", go: "Remove it", why,
      words: `Its entry and its settings go.${standsIn ? " The one of the same key that comes with SparkControl takes"
        + " its place." : ""} The weights stay on disk; they can be deleted below Disk.`
    };
  },

  /** @param {{ name: string, share: number | null }} asked null where its arguments say it */
  share(view, { name, share }) {
    return {
      title: `Let ${name} take ${share == null ? "more than 0.90" : share.toFixed(2)} of the memory?`,
      keep: "Change it again", go: "Take it all the same",
      words: "Above 0.90 the rest of the machine may get too little: a Spark without memory stands still, and only a"
        + " hand at its power button brings it back.", why: null
    };
  },

  /** @param {{ smoke: { key: string, name: string } | null }} asked */
  update(view, { smoke }) {
    const served = servedModel(view)?.name;
    const goesOn = served ? `${served} goes on serving on its old image until it is loaded again.`
      : "Nothing that runs is touched.";
    const stops = served ? `: ${served} stops for that, and is loaded again when that is over` : "";
    const proof = smoke && ` Afterwards ${smoke.name} is loaded and asked${stops}.`;
    return {
      title: "Update the launcher now?", keep: "Leave it as it is", go: "Update it now",
      words: "The newest commits are taken, then the image is built and copied: minutes, or half an hour and more where"
        + ` it is built from its sources. It needs room for a second image. ${goesOn}${proof ?? ""} The old commit and`
        + " image are kept for a roll back.",
      why: busy(view) ?? changing(view)
    };
  },

  /** @param {{ back: string }} asked what it goes back to, in words */
  rollback(view, { back }) {
    return {
      title: "Go back to the launcher before?", keep: "Leave it as it is", go: "Roll back",
      words: `The launcher returns to ${back}. What runs keeps its image until it is loaded again; a model that a`
        + " failed trial has stopped is loaded again.",
      why: busy(view) ?? changing(view)
    };
  },

  /** @param {{ id: string }} asked */
  update_cancel({ jobs }, { id }) {
    const job = jobs?.find(one => one.id === id);
    return {
      title: job?.action === "sync_images" ? "Cancel the copy of the image?" : "Cancel the update?",
      keep: "Go on", go: "Cancel it",
      words: "What runs for it on the Sparks is ended; what it has done by then stays.",
      why: job?.ended_at ? "It has ended." : job?.cancel_requested ? "It is being cancelled already." : null
    };
  }
};
