import { duration, plural } from "./format.js";
import { fileSize } from "./recording.js";
import { roughly } from "./pace.js";

/**
 * A recording at work, as its card tells it.
 * @typedef {{ title: string, note: string, state: string, word: string, words: string,
 *             hops: { name: string, value: number | null, max: number, words: string }[], last: string | null }} Card
 */

/** @param {import("./uploads.js").Upload} upload @returns {Card} */
export function uploadCard({ file, phase, part }) {
  const sent = phase === "sending";
  return {
    title: file.name, note: fileSize(file.size), last: null,
    state: sent ? "working" : phase === "failed" ? "failed" : "queued",
    word: sent ? "Being sent" : phase === "failed" ? "Not sent" : "Waits",
    words: sent ? "Keep this page open until it is sent; then it may be closed."
      : phase === "failed" ? "" : "It is sent when the one before it is.",
    hops: sent ? [{ name: "Sent", value: part, max: 1,
      words: `${fileSize(Math.floor(part * file.size))} of ${fileSize(file.size)}` }] : []
  };
}

/**
 * @param {object} job as the panel tells it
 * @param {{ left?: number | null, segments?: object[] }} seen how long it will take, in ms, and its text so far
 * @returns {Card}
 */
export function jobCard(job, { left = null, segments = [] } = {}) {
  const { phase, duration: whole } = job;
  const isRunning = phase === "running";
  return {
    title: job.file_name ?? job.id,
    note: whole ? duration(whole * 1000) : job.size_bytes ? fileSize(job.size_bytes) : "",
    state: isRunning ? "working" : "queued", word: isRunning ? "Transcribing" : "Waits",
    hops: isRunning ? hops(job) : [], words: [place(job), isRunning && remaining(job, left)].filter(Boolean).join(" "),
    last: segments.at(-1)?.text ?? null
  };
}

function hops({ duration: whole, decoded_seconds: decoded, transcribed_seconds: words, diarized_seconds: voices }) {
  return [["Read", decoded], ["Words", words], ["Speakers", voices]].filter(([, done]) => done != null)
    .map(([name, done]) => ({ name, value: whole ? Math.min(done, whole) : null, max: whole ?? 1,
      words: whole ? `${duration(done * 1000)} of ${duration(whole * 1000)}` : duration(done * 1000) }));
}

/** How far both are: a text has its speakers when the slower one is there. */
export const doneOf = ({ transcribed_seconds: words, diarized_seconds: voices }) =>
  voices == null ? words ?? 0 : Math.min(words ?? 0, voices);

function place({ phase, queue_position: at }) {
  if (at == null) return phase === "queued" ? "It waits for its turn." : "";
  return at <= 1 ? "It is next." : `${plural(at - 1, "recording")} ${at === 2 ? "is" : "are"} before it.`;
}

function remaining({ duration: whole }, left) {
  if (!whole) return "How long it takes is unknown.";
  if (left === null) return "Time left is unknown yet.";
  const words = roughly(left);
  return `${words.charAt(0).toUpperCase()}${words.slice(1)} left.`;
}
