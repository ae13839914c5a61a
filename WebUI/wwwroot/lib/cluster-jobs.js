/* Jobs of the cluster: downloads, updates of the launcher and deletions, as the panel tells them. */

const newest = (a, b) => Date.parse(b.requested_at) - Date.parse(a.requested_at);

/** Those of a kind, the newest first. @param {"download" | "update" | "deletion"} kind */
export const jobsOf = ({ jobs }, kind) => (jobs ?? []).filter(job => job.kind === kind).sort(newest);

/** Downloads that run or wait, in the order of their turns. */
export function runningDownloads(view) {
  return jobsOf(view, "download").filter(({ ended_at: end }) => !end).reverse()
    .sort((a, b) => (a.position ?? 0) - (b.position ?? 0));
}

/** The update, roll back or copy of images that is under way; null for none. */
export const runningUpdate = view => jobsOf(view, "update").find(({ ended_at: end }) => !end) ?? null;

/** The deletion of these weights that is under way; null for none. */
export const deletionOf = (view, weights) =>
  jobsOf(view, "deletion").find(job => !job.ended_at && job.weights === weights) ?? null;

/** The download that brings these weights now, or waits for it; null for none. One that only checks brings nothing. */
export const downloadOf = (view, repo) =>
  runningDownloads(view).find(job => job.repo === repo && !job.verifies) ?? null;
