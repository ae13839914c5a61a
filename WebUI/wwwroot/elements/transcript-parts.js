import { full } from "../lib/format.js";
import { jobCard } from "../lib/jobs.js";
import { summary } from "../lib/transcript-words.js";
import { fillEnded } from "./transcript-list.js";
import { fillWork, workNode } from "./work-parts.js";

/* The head of <transcript-page>, and how far it is. */

/** @param {import("../lib/live-job.js").LiveJob} live */
export function headOf({ state, result, problem, isGone, segments }, now) {
  if (isGone) return { title: "This transcript is not kept", lede: "The panel keeps a transcript for a day." };
  if (!state) return { title: "Transcript", lede: problem ? full(problem.message) : "It is being read." };
  return { title: state.file_name ?? state.id, lede: ledeOf({ state, result, problem, segments }, now) };
}

function ledeOf({ state, result, problem, segments }, now) {
  const away = problem ? ` ${full(problem.message)}` : "";
  switch (state.phase) {
    case "queued": return `It waits. You can close this page: the panel goes on.${away}`;
    case "running": return `It is being transcribed; the text comes as it is heard.${away}`;
    case "done": return result ? summary(state, now, state) : `It is being read.${away}`;
    default: return segments.length > 0 ? "What was heard until then stands below." : "There is no text of it.";
  }
}

/** The card of one that is not finished; nothing for one that is. */
export function tellProgress(section, live) {
  const { state, isGone } = live;
  section.hidden = isGone || !state || state.phase === "done";
  if (section.hidden) return;
  if (!section.firstElementChild) section.append(workNode());
  const node = section.firstElementChild;
  if (state.phase === "failed" || state.phase === "cancelled") return fillEnded(node, state);
  fillWork(node, { ...jobCard(state, { left: live.left }), last: null }, { actions: [["cancel-job", "Cancel"]] });
}
