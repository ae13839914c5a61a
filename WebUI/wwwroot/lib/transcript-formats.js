import { duration } from "./format.js";

/* A transcript as files that this page makes itself, with the names that its speakers have here. */

/** What can be had of a transcript: who it is for, and the end of a file's name. */
export const FORMATS = [
  { format: "txt", text: "Text", end: "txt" }, { format: "srt", text: "SRT", end: "srt" },
  { format: "vtt", text: "VTT", end: "vtt" }, { format: "json", text: "JSON", end: "json" },
  { format: "verbose_json", text: "JSON with words", end: "words.json" }, { format: "rttm", text: "RTTM", end: "rttm" }
];

/** Those that a person reads have the names of the page always, the others once somebody was renamed. */
export const isForPeople = format => ["txt", "srt", "vtt"].includes(format);

/**
 * @param {string} format one of FORMATS
 * @param {object} result as the panel tells it, for verbose_json with words
 * @param {(label: string | null) => string | null} nameOf
 * @param {string} file the recording's name, without its end
 */
export function written(format, result, nameOf, file) {
  const segments = result.segments.map(one => ({ ...one, speaker: nameOf(one.speaker) }));
  switch (format) {
    case "txt": return `${asText(segments)}\n`;
    case "srt": return segments.flatMap(cues).map((one, i) =>
      `${i + 1}\n${stamp(one.start_ms, ",")} --> ${stamp(one.end_ms, ",")}\n${said(one)}\n`).join("\n");
    case "vtt": return `WEBVTT\n\n${segments.flatMap(cues).map(one =>
      `${stamp(one.start_ms, ".")} --> ${stamp(one.end_ms, ".")}\n${cue(one)}\n`).join("\n")}`;
    case "rttm": return segments.filter(({ speaker }) => speaker).map(one => rttm(one, file)).join("");
    default: return `${JSON.stringify({ ...result, segments,
      speakers_detected: [...new Set((result.speakers_detected ?? []).map(nameOf))] }, null, 2)}\n`;
  }
}

/** A line for each: "[19:12] Maren: So when you came in …". */
export const asText = segments => segments.map(one => `[${duration(one.start_ms)}] ${said(one)}`).join("\n");

/** What can be read while it is heard: two lines of 42 letters; each has the time of its share of the letters. */
const LETTERS = 84;

function cues(one) {
  const pieces = [];
  for (const word of flat(one.text).split(" ")) {
    const last = pieces.at(-1), hasRoom = last && last.length + 1 + word.length <= LETTERS && !/[.!?…]$/.test(last);
    if (hasRoom || last && last.length < LETTERS / 4) pieces[pieces.length - 1] += ` ${word}`;
    else pieces.push(word);
  }
  const all = pieces.reduce((sum, { length }) => sum + length, 0) || 1;
  let done = 0;
  const at = () => one.start_ms + Math.round((one.end_ms - one.start_ms) * done / all);
  return pieces.map(text => {
    const start_ms = at();
    done += text.length;
    return { ...one, text, start_ms, end_ms: at() };
  });
}

const said = ({ speaker, text }) => speaker ? `${speaker}: ${flat(text)}` : flat(text);

/** A blank line would end a cue. */
const flat = text => text.replace(/\s*\n\s*/g, " ");

const escaped = text => flat(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
const cue = ({ speaker, text }) => speaker ? `<v ${escaped(speaker)}>${escaped(text)}</v>` : escaped(text);

/** RTTM has its fields between blanks: a name with a blank would be two of them. */
const rttm = ({ speaker, start_ms: from, end_ms: to }, file) => `SPEAKER ${word(file)} 1 ${(from / 1000).toFixed(3)} `
  + `${((to - from) / 1000).toFixed(3)} <NA> <NA> ${word(speaker)} <NA> <NA>\n`;

const word = text => text.trim().replace(/\s+/g, "_");

function stamp(ms, point) {
  const [whole, two] = [Math.max(0, Math.round(ms)), n => String(n).padStart(2, "0")];
  const seconds = Math.floor(whole / 1000);
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`
    + `${point}${String(whole % 1000).padStart(3, "0")}`;
}
