import { duration } from "./format.js";

/* A transcript as files and as text, with the names that its speakers have here. */

/** What can be had of a transcript: who it is for, and the end of a file's name. */
export const FORMATS = [
  { format: "txt", text: "Text", end: "txt" }, { format: "srt", text: "SRT", end: "srt" },
  { format: "vtt", text: "VTT", end: "vtt" }, { format: "json", text: "JSON", end: "json" },
  { format: "verbose_json", text: "JSON with words", end: "words.json" }, { format: "rttm", text: "RTTM", end: "rttm" }
];

/** Those that a person reads have the names of the page always, the others once somebody was renamed. */
export const isForPeople = format => ["txt", "srt", "vtt"].includes(format);

/**
 * Where the panel has it as a file. It knows when each word was said; names it is told.
 * @param {string} id @param {string} format one of FORMATS
 * @param {{ label: string, name: string }[]} names
 */
export function fileAddress(id, format, names) {
  const query = new URLSearchParams({ format });
  for (const { label, name } of names) query.append("name", `${label}:${name}`);
  return `/api/audio/transcripts/${encodeURIComponent(id)}?${query}`;
}

/** A line for each: "[19:12] Maren: So when you came in …". */
export const asText = segments => segments.map(one => `[${duration(one.start_ms)}] ${said(one)}`).join("\n");

const said = ({ speaker, text }) => speaker ? `${speaker}: ${flat(text)}` : flat(text);

/** A line end within would look like another line. */
const flat = text => text.replace(/\s*\n\s*/g, " ");
