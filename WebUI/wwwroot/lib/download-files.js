import { nodeName, plural, sizeOf } from "./format.js";

/** Rows that are drawn at most: a repository may have thousands of files. */
const MOST = 200;

/**
 * The files of a download, as the Spark at work has them; of a check, as far as they were read everywhere.
 * @typedef {{ path: string, state: "working" | "waits" | "done" | "unknown", value: number | null,
 *             words: string }} File `value` in percent, for one that is on its way
 * @returns {{ words: string, rows: File[], more: string } | null} null when there is nothing to tell of files
 */
export function filesOf(job) {
  const { files, transfers, verifies, ended_at: end } = job;
  if (end || !files?.length || !transfers?.length) return null;
  const at = verifies ? transfers : [transfers.find(({ verified }) => !verified) ?? transfers.at(-1)];
  const rows = files.map(file => row(file, there(file, at), verifies))
    .sort((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state));
  const done = rows.filter(({ state }) => state === "done").length;
  const where = verifies ? "are read" : `are on ${nodeName(at[0].node)}`;
  return {
    words: `${done} of ${plural(files.length, "file")} ${where}`, rows: rows.slice(0, MOST),
    more: rows.length > MOST ? `${plural(rows.length - MOST, "more file")} below these.` : ""
  };
}

const ORDER = ["working", "waits", "unknown", "done"];

/** Bytes that every one of these Sparks has of it; null where one was not looked at. */
function there({ bytes, done }, transfers) {
  const found = transfers.map(({ node, verified }) => verified ? bytes : done?.[node] ?? null);
  return found.includes(null) ? null : Math.min(...found);
}

function row({ path, bytes }, found, verifies) {
  const plain = (state, words) => ({ path, state, value: null, words: `${sizeOf(bytes)}, ${words}` });
  if (found === null) return plain("unknown", "not looked at yet");
  if (found >= bytes) return plain("done", verifies ? "read" : "there");
  if (found === 0) return plain("waits", "waits");
  const percent = Math.min(99, Math.floor(100 * found / bytes));
  return { path, state: "working", value: percent, words: `${percent} %, ${sizeOf(found, bytes)}` };
}
