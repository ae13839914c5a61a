import { el, icon } from "./dom.js";
import { duration } from "./format.js";

/* What is said, as nodes: a turn with its lines, and a note between turns. */

/** Six colours and four shapes, so that twelve voices differ; the letter in a mark differs too. */
const COLOURS = 6, SHAPES = 4;

/** The colour of a voice, as `data-voice` has it. */
export const colourOf = voice => (voice - 1) % COLOURS + 1;

/** @param {import("./voices.js").Voice} voice */
export const voiceMark = ({ voice, sign }) => el("voice-mark", { "aria-hidden": "true",
  "data-voice": colourOf(voice), "data-shape": (voice - 1) % SHAPES + 1 }, sign);

export const rowNode = row => row.kind === "note" ? noteNode(row) : turnNode(row);

function turnNode({ voice, at, lines }) {
  const time = el("time", {}, duration(at));
  return el("speech-turn", {},
    el("header", {}, voice && voiceMark(voice), voice ? el("b", {}, voice.name, " ", time) : time),
    el("p", {}, ...lines.flatMap(lineNode)));
}

const lineNode = ({ i, text }) =>
  [el("span", { role: "button", tabindex: "-1", "data-line": i }, text), " "];

const noteNode = ({ text, at }) => el("p", { class: "doubt" }, icon("info"),
  el("span", {}, at === null ? null : el("time", {}, `${duration(at)} `), text));

/** How high a row will be, in px, before it is drawn. @param {number} columns letters that a line has room for */
export function guess(row, columns) {
  if (row.kind === "note") return 48;
  const letters = row.lines.reduce((sum, { text }) => sum + text.length + 1, 0);
  return 24 + 27 * Math.max(columns < 50 ? 2 : 1.5, Math.ceil(letters / columns));
}
