/**
 * A transcript as it is read: what one person says in a row, and notes where they belong.
 * @typedef {{ i: number, from: number, to: number, text: string }} Line  `i` its place among all, times in ms
 * @typedef {{ kind: "turn", key: string, voice: import("./voices.js").Voice | null, at: number, lines: Line[] }} Turn
 * @typedef {{ kind: "note", key: string, text: string, at: number | null }} Note
 */

/** A turn that goes on is begun anew after so much: a reader wants to know where he is. */
const MOST_LINES = 8, MOST_MS = 90_000;

/**
 * @param {object[]} segments in order @param {import("./voices.js").Voice[]} voices
 * @param {import("./warnings.js").Note[]} notes in order
 * @returns {(Turn | Note)[]}
 */
export function turns(segments, voices, notes = []) {
  const byLabel = new Map(voices.map(voice => [voice.label, voice]));
  const rows = [], waiting = [...notes];
  const tell = until => {
    while (waiting.length > 0 && (waiting[0].at ?? 0) <= until) rows.push({ kind: "note", ...waiting.shift() });
  };
  segments.forEach(({ speaker, start_ms: from, end_ms: to, text }, i) => {
    tell(from);
    const voice = byLabel.get(speaker) ?? null;
    const line = { i, from, to, text }, last = rows.at(-1);
    if (last?.kind === "turn" && goesOn(last, voice, line)) last.lines.push(line);
    else rows.push({ kind: "turn", voice, at: from, lines: [line] });
  });
  tell(Infinity);
  for (const row of rows) row.key = keyOf(row);
  return rows;
}

const goesOn = ({ voice: before, at, lines }, voice, { from }) =>
  before?.name === voice?.name && lines.length < MOST_LINES && from - at < MOST_MS;

/** The same as long as it looks the same. */
const keyOf = row => row.kind === "note" ? `note ${row.at} ${row.text}`
  : `${row.voice?.name} ${row.voice?.voice} ${row.at} ${row.lines.length} ${row.lines.at(-1).text.length}`;

/** The line that is heard at a time: the last one that has begun; -1 before the first. */
export function lineAt(segments, ms) {
  let [low, high] = [-1, segments.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (segments[middle].start_ms <= ms) low = middle; else high = middle - 1;
  }
  return low;
}
