/**
 * Who speaks when, as a drawing: a lane for each voice, cut into equal parts of the whole.
 * @param {object[]} segments @param {import("./voices.js").Voice[]} voices @param {number} whole in ms
 * @param {number} parts how many there is room for
 * @returns {{ voice: number, at: number, size: number }[]} in parts of the whole, those that touch as one
 */
export function voiceLanes(segments, voices, whole, parts = 400) {
  const numbers = new Map(voices.map(({ label, voice }) => [label, voice]));
  const lanes = new Map();
  for (const { speaker, start_ms: from, end_ms: to } of segments) {
    const voice = numbers.get(speaker);
    if (!voice || !(whole > 0)) continue;
    const [first, last] = [from, to].map(ms => Math.min(parts - 1, Math.max(0, Math.floor(ms / whole * parts))));
    const lane = lanes.get(voice) ?? new Set();
    lanes.set(voice, lane);
    for (let i = first; i <= last; i++) lane.add(i);
  }
  return [...lanes].flatMap(([voice, lane]) => joined([...lane].sort((a, b) => a - b))
    .map(([first, last]) => ({ voice, at: first / parts, size: (last - first + 1) / parts })));
}

/** [1, 2, 3, 7] → [[1, 3], [7, 7]] */
function joined(indices) {
  const runs = [];
  for (const i of indices) if (runs.at(-1)?.[1] === i - 1) runs.at(-1)[1] = i; else runs.push([i, i]);
  return runs;
}
