import { deletionOf, jobsOf, runningDownloads } from "./cluster-jobs.js";
import { ago, full, list, nodeName, size, sizeOf } from "./format.js";

/**
 * What is on the disks, catalogued or not, and what could be freed.
 * @typedef {{ weights: string, title: string, isNamed: boolean, cells: Record<string, string | null>, last: string,
 *             act: { text: string, bytes: number | null, disabled: boolean, isLoaded: boolean | null },
 *             more: { do: string, text: string, bytes?: number, nodes?: string }[] }} Row
 *   a cell that is null is unknown
 * @param {object} answer of /api/disk
 * @returns {Row[]}
 */
export const rows = (answer, view, now) => answer.weights.map(one => row(one, answer, view, now))
  .sort((a, b) => Number(b.isNamed) - Number(a.isNamed));

function row(one, { nodes }, view, now) {
  const names = one.models.map(key => view.catalog?.models.find(model => model.key === key)?.name ?? key);
  return {
    weights: one.weights, title: list(names) || one.weights, isNamed: names.length > 0,
    cells: Object.fromEntries(["spark1", "spark2"].map(name => [name, cell(one, nodes[name], name, view.settings)])),
    last: last(one, now), act: act(one, deletionOf(view, one.weights)),
    more: more(one, nodes, view)
  };
}

function cell({ nodes: found }, asked, name, settings) {
  if (!asked) return settings && !settings[name] ? "" : null;
  const there = found[name];
  return !there || there.bytes === 0 ? "none" : there.complete ? size(there.bytes) : `${size(there.bytes)}, unfinished`;
}

function last({ loaded, last_loaded_at: at }, now) {
  if (loaded) return "now";
  return at ? ago(at, now) : "no load here";
}

/** A directory of one's own is nothing that the panel has put there. */
function act({ weights, loaded = null, freeable_bytes: bytes }, running) {
  const none = text => ({ text, bytes: null, disabled: true, isLoaded: loaded });
  if (running) return none("Being deleted");
  if (weights.startsWith("/")) return none("By hand");
  return loaded ? none("In use") : { text: "Delete", bytes, disabled: false, isLoaded: loaded };
}

/** What else can be done with weights, unless something is being done. */
function more({ weights, models, nodes: found }, asked, view) {
  const isBusy = deletionOf(view, weights) || runningDownloads(view).some(({ repo }) => repo === weights);
  if (isBusy || weights.startsWith("/")) return [];
  const [first, second] = ["spark1", "spark2"].map(name => found[name]?.bytes > 0 ? found[name] : null);
  const isPart = [first, second].some(one => one && !one.complete);
  const canCopy = first && !second && !isPart && view.settings?.spark2 && asked.spark2;
  const parts = [first, second].reduce((sum, one) => sum + (one?.part_bytes ?? 0), 0);
  return [
    models.length === 0 && { do: "add", text: "Add to catalog" },
    isPart && { do: "bring", text: "Download the rest", nodes: second ? "cluster" : "solo" },
    canCopy && { do: "bring", text: "Copy to Spark 2", nodes: "cluster" },
    { do: "check", text: "Check every byte" },
    parts > 0 && { do: "parts", text: `Delete unfinished files, ${sizeOf(parts)}`, bytes: parts }
  ].filter(Boolean);
}

/** "1,284 GiB could be freed"; what is in use is not counted. */
export function freeable({ weights }) {
  const bytes = weights.filter(({ loaded }) => !loaded).reduce((sum, one) => sum + (one.freeable_bytes ?? 0), 0);
  return bytes > 0 ? `${size(bytes)} could be freed` : "nothing could be freed";
}

/** When each Spark was read. */
export const readAt = ({ nodes }, now) =>
  list(Object.entries(nodes).map(([name, { at }]) => `${nodeName(name)} read ${ago(at, now)}`));

/** How long it is told that a deletion went well, in ms; that one failed is told until it is put away. */
const NEWS = 60 * 60_000;

/**
 * What the last deletion of each weights has freed, as it was measured, the newest first.
 * @param {string[]} closed ids of those that were put away on this browser
 * @returns {{ id: string, weights: string, state: "working" | "done" | "failed", words: string }[]}
 */
export function freed(view, now, closed = []) {
  const last = jobsOf(view, "deletion").filter((job, i, all) =>
    all.findIndex(({ weights }) => weights === job.weights) === i);
  return last.map(told).filter(({ id, state, end }) => state === "working"
    || !closed.includes(id) && (state === "failed" || now - Date.parse(end) <= NEWS));
}

function told({ id, weights, parts_only: isPart, ended_at: end, nodes: all, failure }) {
  const what = isPart ? `What was unfinished of ${weights}` : weights;
  if (!end) return { id, weights, end, state: "working", words: `${what} is being deleted.` };
  const nodes = Object.entries(all ?? {}), gone = nodes.filter(([, { problem }]) => !problem);
  const known = gone.filter(([, { freed_bytes: bytes }]) => bytes != null);
  const sum = known.reduce((all, [, { freed_bytes: bytes }]) => all + bytes, 0);
  const unknown = gone.filter(([, { freed_bytes: bytes }]) => bytes == null).map(([name]) => nodeName(name));
  const bad = nodes.filter(([, { problem }]) => problem)
    .map(([name, { problem }]) => `${nodeName(name)}: ${full(problem)}`);
  const words = [
    known.length > 0 && `${what}: ${sizeOf(sum)} ${known.length > 1 ? "were" : "was"} freed, `
      + `${list(known.map(([name, { freed_bytes: bytes }]) => `${sizeOf(bytes)} on ${nodeName(name)}`))}.`,
    unknown.length > 0 && `${what} is gone from ${list(unknown)}; how much that freed is not known.`,
    ...bad, failure && full(failure.detail ?? failure.title)
  ].filter(Boolean);
  return { id, weights, end, state: bad.length > 0 || failure ? "failed" : "done", words: words.join(" ") };
}
