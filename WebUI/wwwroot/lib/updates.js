import { runningUpdate } from "./cluster-jobs.js";
import { duration, full, headline, moment, nodeName, word } from "./format.js";
import { halfDoneWords } from "./images.js";

/* The launcher against its upstream, and what is being done about it. */

const ACTIONS = {
  apply: { now: "The launcher is being updated", done: "The launcher is updated", failed: "The update has failed" },
  roll_back: { now: "The launcher is being rolled back", done: "The launcher is rolled back",
    failed: "The roll back has failed" },
  sync_images: { now: "The image is being copied to Spark 2", done: "Both Sparks have the same image",
    failed: "The image could not be copied" }
};

const PHASES = {
  checking: "Look whether it can be done", recording: "Keep the way back", pulling: "Get the commits",
  building: "Build the image", copying: "Copy the image", smoke: "Start the new image",
  loading: "Load a model and ask it",
  rolling_back: "Go back", syncing: "Copy the image"
};

const COPIES = new Set(["copying", "syncing"]);

/** The states that say how it ended; they are no work. */
const ENDS = new Set(["done", "failed", "cancelled"]);

/** How long the end of an update is the news of the page, in ms. */
const NEWS = 24 * 60 * 60_000;

export const actionWords = ({ action }) => ACTIONS[action] ?? ACTIONS.apply;

/** What is told of the job: the one that runs, or the last one. The state is newer than what was read. */
export const jobOf = (answer, view) => runningUpdate(view)
  ?? view.jobs?.find(({ id }) => id === answer?.job?.id) ?? answer?.job ?? null;

/** What is in the way of everything, not only of an update. */
const BUSY = new Set(["not_configured", "another_panel", "swap_runs", "update_runs", "download_runs",
  "deletion_runs"]);

export const isBusy = hindrance => BUSY.has(hindrance?.code);

/** Whether a user may end it: half of a roll back would be neither the old nor the new. */
export const ends = job => Boolean(job) && !job.ended_at && job.action !== "roll_back";

/**
 * How the launcher is, as a sentence and the line below it.
 * @returns {{ state: string, title: string, lede: string }}
 */
export function updateStatement(answer, view, now, closed = []) {
  if (!answer) return { state: "unknown", title: "Launcher", lede: "How it stands to its upstream is being read." };
  const job = jobOf(answer, view), said = job && actionWords(job);
  if (job && !job.ended_at) return { state: "working", title: said.now, lede: atWork(job, now) };
  if (job?.phase === "failed" && isNews(job, now, closed)) return ended(job, said);
  return atRest(answer, now);
}

function atWork({ cancel_requested: isCancelled, silent }, now) {
  if (isCancelled) return "It is being cancelled. What was begun is ended, and what is done by then stays.";
  if (silent) return `${nodeName(silent.node)} has not answered since ${moment(silent.since, now)}. What was begun `
    + "there goes on, and is followed again when it answers; until then no model is loaded.";
  return "It goes on without this page.";
}

/** Refused before anything was touched: it says what is in the way, and nothing is broken. */
const isUntouched = ({ stages }) => stages?.length > 0 && stages.every(({ phase }) =>
  phase === "checking" || ENDS.has(phase));

/** Whether what became of it is still told. */
export const isNews = ({ id, ended_at: end }, now, closed = []) =>
  Boolean(end) && !closed.includes(id) && now - Date.parse(end) < NEWS;

function ended(job, said) {
  const { failure, from_commit: from } = job;
  const back = failure ? full(failure.detail ?? "") : from ? `It was at ${from.slice(0, 7)} before.` : "";
  return { state: isUntouched(job) ? "attention" : "failed", lede: back,
    title: failure ? headline(failure.title) : said.failed };
}

/** What stands out is not always in the way of an update. */
function atRest(answer, now) {
  const { upstream, launcher, hindrance } = answer;
  if (launcher?.present === false)
    return { state: "failed", title: "The launcher is not there",
      lede: "Nothing can be loaded or updated without it." };
  const problem = upstream?.problem;
  if (problem && (hindrance || !upstream.behind))
    return { state: "attention", title: headline(problem.title), lede: full(problem.detail ?? "") };
  if (!upstream || upstream.behind == null)
    return { state: "unknown", title: "Not compared with its upstream yet",
      lede: "Check now asks for its newest commits; nothing is changed by that." };
  if (answer.half_done)
    return { state: "attention", title: "The last update was not finished", lede: halfDoneWords(answer) };
  const seen = upstream.checked_at ? ` Checked ${moment(upstream.checked_at, now)}.` : "";
  if (upstream.behind === 0 && answer.can_apply)
    return { state: "attention", title: "An image is missing", lede: `An update makes it.${seen}` };
  if (upstream.behind === 0) return { state: "serving", title: "The launcher is up to date", lede: seen.trim() };
  return { state: "attention", title: `${word(upstream.behind)} ${upstream.behind === 1 ? "commit" : "commits"} behind`,
    lede: "An update takes minutes, or half an hour and more; the running model keeps its image until you load again."
      + seen };
}

/**
 * The phases of a job as a table tells them.
 * @returns {{ key: string, name: string, state: "done" | "now" | "broke", time: string }[]}
 */
export function phases({ action, stages, ended_at: end, phase }, now) {
  const work = (stages ?? []).filter(stage => !ENDS.has(stage.phase));
  return work.map((stage, i) => {
    const isLast = i === work.length - 1, until = stage.ended ?? (isLast ? end : work[i + 1]?.started);
    const where = stage.node ? ` ${COPIES.has(stage.phase) ? "to" : "on"} ${nodeName(stage.node)}` : "";
    const name = action === "roll_back" && stage.phase === "loading" ? "Load what served before"
      : PHASES[stage.phase] ?? stage.phase;
    return { key: `${stage.phase} ${stage.node ?? ""} ${i}`, name: `${name}${where}`,
      state: !until ? "now" : isLast && end && phase !== "done" ? "broke" : "done",
      time: duration((until ? Date.parse(until) : now) - Date.parse(stage.started)) };
  });
}
