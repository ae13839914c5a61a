import { count, plural } from "./format.js";

/**
 * The import that is still to be told here: the moment of one that was not closed on this browser; null for none.
 * @param {{ settings?: { imported_at?: string } }} view @param {{ closedImport?: string | null }} at
 */
export function untold({ settings }, { closedImport }) {
  const when = settings?.imported_at ?? null;
  return when === closedImport ? null : when;
}

/**
 * What an upgrade has done with the files of the version before, as the page tells it.
 * @param {{ taken: { file, what, count?: number }[], kept: { file, what, why }[] }} report
 * @returns {{ strong: string, text: string, lists: { title: string, rows: { file, what, why?: string }[] }[] }}
 */
export function oldFiles({ taken, kept }) {
  const lists = [
    { title: "Taken", rows: taken.map(part => ({ file: part.file, what: counted(part) })) },
    { title: "Kept as it was, and why", rows: kept.map(({ file, what, why }) => ({ file, what, why })) }
  ];
  const left = kept.length === 0 ? "nothing was left out" : `${parts(kept.length)} not taken`;
  return {
    strong: "SparkControl has read the files of the version before it.",
    text: `${parts(taken.length)} taken; ${left}. What was read is still there, as *.original.`,
    lists: lists.filter(({ rows }) => rows.length > 0)
  };
}

const parts = n => `${plural(n, "part")} ${n === 1 ? "was" : "were"}`;

const counted = ({ what, count: n }) => n == null ? what : `${count(n)} × ${what}`;
