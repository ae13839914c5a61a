/** Rows that are looked at for one that has stayed in its order: the newest line of a bar goes on to the end. */
const NEAR = 10;

/**
 * Where a reader is among rows that come, go, grow and move: the first rows that he sees, and how far each is from the
 * top of it.
 * @param {object[]} rows as they stood @param {import("./heights.js").Heights} heights theirs
 */
export function anchor(rows, heights, top) {
  const index = heights.at(top);
  return rows.slice(index, index + NEAR).map((row, k) => ({ row, off: top - heights.top(index + k) }));
}

/**
 * The same place among the rows as they stand now.
 * @returns {number | null} null when none of the rows he saw is left
 */
export function placeOf(near, rows, heights) {
  const stayed = near.map(({ row, off }, k) => ({ index: rows.indexOf(row), off, k }))
    .filter(({ index }) => index >= 0);
  if (stayed.length === 0) return null;
  const first = stayed.reduce((best, one) => one.index - one.k < best.index - best.k ? one : best);
  return heights.top(first.index) + first.off;
}
