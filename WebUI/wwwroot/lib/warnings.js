/**
 * A doubt about a transcript, and the minute it is about.
 * @typedef {{ text: string, at: number | null }} Note  `at` in ms; null where it is about all of it
 */

/**
 * @param {(string | object)[]} warnings as the panel tells them
 * @param {{ label: string, name: string }[]} voices what its speakers are called here
 * @returns {Note[]} in the order of their times
 */
export function notes(warnings = [], voices = []) {
  const called = words => words?.replace(/\bSpeaker_\d+\b/g,
    label => voices.find(voice => voice.label === label)?.name ?? label);
  return warnings.map(one => typeof one === "string" ? { text: called(one), at: timeIn(one) }
    : { text: called(textOf(one)), at: timeOf(one) })
    .filter(({ text }) => text).sort((a, b) => (a.at ?? -1) - (b.at ?? -1));
}

const textOf = ({ title, detail, message, text }) =>
  text ?? message ?? [title, detail].filter(Boolean).join(title && /[.!?]$/.test(title) ? " " : ": ");

function timeOf(one) {
  const { start_ms: ms, at_ms: at, start, at_seconds: seconds, minute } = one;
  if (Number.isFinite(ms ?? at)) return ms ?? at;
  if (Number.isFinite(start ?? seconds)) return (start ?? seconds) * 1000;
  return Number.isFinite(minute) ? minute * 60_000 : timeIn(textOf(one));
}

/** The first time in a sentence: "1:04:10", "4:10", "minute 64". */
function timeIn(text) {
  const [, h, m, s] = /(?:\b(\d{1,2}):)?\b(\d{1,2}):(\d{2})\b/.exec(text) ?? [];
  if (s !== undefined) return ((Number(h ?? 0) * 60 + Number(m)) * 60 + Number(s)) * 1000;
  const minute = /\bminutes? (\d{1,4})\b/i.exec(text)?.[1];
  return minute === undefined ? null : Number(minute) * 60_000;
}
