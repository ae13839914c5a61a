/**
 * What can be done with a download, as data-do and words.
 * @param {object} job @param {object | undefined} entry of the catalog with these weights
 * @returns {[string, string][]}
 */
export function actions(job, entry) {
  const { phase, ended_at: end, cancel_requested: leaving, suggestion, then_swap_problem: problem, verifies } = job;
  if (!end) return leaving ? [] : [["cancel", "Cancel"]];
  if (verifies) return [...phase === "done" ? [] : afterCheck(job), ["close", "Put away"]];
  if (phase === "failed" || phase === "cancelled")
    return [["again", phase === "failed" ? "Try again" : "Go on"], ["close", "Put away"]];
  return [
    suggestion && !entry && ["add", "Add to catalog"],
    problem && entry && ["switch", "Switch to it"],
    ["verify", "Check every byte"], ["close", "Put away"]
  ].filter(Boolean);
}

/** A file of the right size is kept by a download, whatever its bytes are. */
function afterCheck({ failure }) {
  switch (failure?.code) {
    case "corrupt": return [["delete", "Delete these weights"]];
    case "incomplete":
    case "unknown_commit": return [["again", "Download it again"], ["check", "Check again"]];
    default: return [["check", "Check again"]];
  }
}
