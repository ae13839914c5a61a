import { deletionOf, jobsOf } from "./cluster-jobs.js";
import { ago, full, list, nodeName, size } from "./format.js";

/**
 * What is on the disks, catalogued or not, and what could be freed.
 * @typedef {{ weights: string, title: string, isNamed: boolean, cells: Record<string, string | null>, last: string,
 *             act: { text: string, bytes: number | null, disabled: boolean } }} Row  a cell that is null is unknown
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
    last: last(one, now), act: act(one, deletionOf(view, one.weights))
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
function act({ weights, loaded, freeable_bytes: bytes }, running) {
  if (running) return { text: "Being deleted", bytes: null, disabled: true };
  if (weights.startsWith("/")) return { text: "By hand", bytes: null, disabled: true };
  return loaded ? { text: "In use", bytes: null, disabled: true } : { text: "Delete", bytes, disabled: false };
}

/** "1,284 GiB could be freed"; what is in use is not counted. */
export function freeable({ weights }) {
  const bytes = weights.filter(({ loaded }) => !loaded).reduce((sum, one) => sum + (one.freeable_bytes ?? 0), 0);
  return bytes > 0 ? `${size(bytes)} could be freed` : "nothing could be freed";
}

/** When each Spark was read. */
export const readAt = ({ nodes }, now) =>
  list(Object.entries(nodes).map(([name, { at }]) => `${nodeName(name)} read ${ago(at, now)}`));

/** How long the outcome of a deletion is told, in ms. */
const NEWS = 60 * 60_000;

/** What the last deletion has freed, as it was measured; null where there is no news. */
export function freed(view, now) {
  const job = jobsOf(view, "deletion")[0];
  if (!job || job.ended_at && now - Date.parse(job.ended_at) > NEWS) return null;
  if (!job.ended_at) return { state: "working", words: `${job.weights} is being deleted.` };
  const nodes = Object.entries(job.nodes ?? {});
  const gone = nodes.filter(([, { freed_bytes: bytes }]) => bytes != null);
  const sum = gone.reduce((all, [, { freed_bytes: bytes }]) => all + bytes, 0);
  const bad = nodes.filter(([, { problem }]) => problem)
    .map(([name, { problem }]) => `${nodeName(name)}: ${full(problem)}`);
  const told = [
    gone.length > 0 && `${job.weights}: ${size(sum)} ${gone.length > 1 ? "were" : "was"} freed, `
      + `${list(gone.map(([name, { freed_bytes: bytes }]) => `${size(bytes)} on ${nodeName(name)}`))}.`,
    ...bad, job.failure && full(job.failure.detail ?? job.failure.title)
  ].filter(Boolean);
  return { state: bad.length > 0 || job.failure ? "failed" : "done", words: told.join(" ") };
}
