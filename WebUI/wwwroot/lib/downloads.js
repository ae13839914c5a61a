import { jobsOf, runningDownloads } from "./cluster-jobs.js";
import { actions } from "./download-acts.js";
import { filesOf } from "./download-files.js";
import { full, list, nodeName, plural } from "./format.js";
import { hops, pace, reads, stall, still } from "./transfers.js";

/**
 * A download as its card tells it.
 * @typedef {{ id: string, title: string, repo: string, state: string, word: string,
 *             hops: import("./transfers.js").Hop[], files: ReturnType<typeof filesOf>, words: string, more: string[],
 *             failure: object | null, actions: [string, string][] }} Card
 *   `more`: what else is worth to be said; `actions`: what can be done, as data-do and words
 */

const WORDS = {
  queued: ["queued", "Waits"], preflight: ["working", "Looking"], downloading: ["working", "Downloading"],
  copying: ["working", "Copying"], verifying: ["working", "Checking"], done: ["done", "Done"],
  failed: ["failed", "Failed"], cancelled: ["off", "Cancelled"]
};

const GOES_ON = "Goes on without this page.";

/**
 * What is at work or wants something of a person, and what is over.
 * @param {string[]} closed ids of those that were put away on this browser
 * @returns {{ open: Card[], history: Card[] }}
 */
export function downloads(view, closed = []) {
  const ended = jobsOf(view, "download").filter(({ ended_at: end }) => end);
  const asks = job => !closed.includes(job.id) && isNewest(view, job) && wantsSomething(view, job);
  const card = job => downloadCard(view, job);
  return {
    open: [...runningDownloads(view), ...ended.filter(asks)].map(card),
    history: ended.filter(job => !asks(job)).map(card)
  };
}

/** Whether it is the last word on its repository; a check says nothing of the download, nor that of it. */
const isNewest = (view, { id, repo, verifies }) =>
  jobsOf(view, "download").find(job => job.repo === repo && Boolean(job.verifies) === Boolean(verifies))?.id === id;

/** The entry of the catalog that has these weights; undefined for none. */
export const entryOf = ({ catalog }, repo) => catalog?.models.find(model => model.repo === repo);

/** The entry that can be loaded when a download to these Sparks is done; undefined for none. */
export function entryFor({ catalog }, repo, nodes) {
  const found = (catalog?.models ?? []).filter(model => model.repo === repo);
  return found.find(model => model.nodes === nodes)
    ?? (nodes === "cluster" ? found[0] : found.find(model => model.nodes !== "cluster"));
}

const wantsSomething = (view, { phase, repo, suggestion, then_swap_problem: problem }) =>
  phase === "failed" || phase === "done" && (Boolean(problem) || Boolean(suggestion) && !entryOf(view, repo));

/** @returns {Card} */
export function downloadCard(view, job) {
  const entry = entryOf(view, job.repo);
  const [state, word] = job.failure?.code === "gated_repo" ? ["failed", "Gated"] : said(job);
  return {
    id: job.id, repo: job.repo, state, word,
    title: job.verifies ? `Check of ${nameOf(job, entry)}` : nameOf(job, entry),
    hops: job.ended_at || job.phase === "queued" || job.phase === "preflight" ? [] : hops(job), files: filesOf(job),
    words: words(job), more: more(view, job), failure: job.failure ?? null, actions: actions(job, entry)
  };
}

const nameOf = ({ repo, suggestion }, entry) => entry?.name ?? suggestion?.name ?? repo.split("/").at(-1);

function said(job) {
  if (!job.ended_at && job.cancel_requested) return ["working", "Cancelling"];
  if (!job.ended_at && still(job)) return ["attention", "Stalled"];
  return WORDS[job.phase] ?? ["unknown", "Unknown"];
}

function words(job) {
  if (job.ended_at) return ended(job);
  if (job.cancel_requested) return "What runs for it on the Sparks is being ended. What is there stays.";
  if (still(job)) return stall(still(job), Boolean(job.verifies));
  switch (job.phase) {
    case "queued": return `${place(job.position)} ${GOES_ON}`;
    case "preflight": return job.completes ? "The Sparks are asked what they have."
      : "The Hub is asked for the files, and the Sparks for their room.";
    case "downloading":
    case "copying": return `${pace(job)} ${GOES_ON}`;
    case "verifying": return `${job.verifies ? reads(job) : "Every file is looked at."} ${GOES_ON}`;
    default: return GOES_ON;
  }
}

function place(position) {
  if (position == null) return "It waits for its turn.";
  return position === 1 ? "It is next." : `${plural(position, "download")} are before it.`;
}

function ended({ phase, transfers, verifies }) {
  if (phase === "failed") return verifies ? "The weights were not touched." : "What is whole stays on disk.";
  if (phase === "cancelled") return verifies ? "It was cancelled. The weights were not touched."
    : "It was cancelled. What is whole on disk stays and is not fetched again.";
  if (verifies) return "Every byte is as the Hub has it.";
  const where = list([...new Set((transfers ?? []).map(({ node }) => nodeName(node)))]);
  return where ? `All files are on ${where}.` : "All files are there.";
}

function more(view, { hindrance, restarts, xet_off: xetOff, ended_at: end, then_swap: key, then_swap_id: swap,
  then_swap_problem: problem }) {
  const model = view.catalog?.models.find(one => one.key === key)?.name ?? key;
  return [
    !end && full(hindrance),
    !end && restarts > 0
      && `Begun again ${restarts === 1 ? "once" : `${restarts} times`}${xetOff ? ", now without xet" : ""}.`,
    key && !end && `Then the Sparks switch to ${model}.`,
    swap && `The switch to ${model} was begun.`,
    problem && `The switch to ${model} was not begun: ${full(problem)}`
  ].filter(Boolean);
}
