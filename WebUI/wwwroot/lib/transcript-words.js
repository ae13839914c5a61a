import { duration, lasted, list, moment, plural, word } from "./format.js";

const languages = new Intl.DisplayNames("en", { type: "language", fallback: "code" });

/** "en" → "English"; what is no language stays as it is. */
export function language(code) {
  try { return languages.of(code); } catch { return code; }
}

/** A finished transcript in one line: "1 h 52 min, three speakers, English." */
export function summary({ duration: whole, speakers_detected: found = [], language: code, models }, now, job = {}) {
  const speakers = models?.diarization === null ? [] : found; // a text alone says nothing of who spoke
  const parts = [
    whole == null ? null : whole < 60 ? lasted(whole * 1000) : whole < 3600 ? `${Math.round(whole / 60)} min`
      : lasted(Math.round(whole / 60) * 60_000),
    speakers.length === 0 ? null : speakers.length === 1 ? "one speaker"
      : `${word(speakers.length).toLowerCase()} speakers`,
    code ? language(code) : null
  ].filter(Boolean);
  return [parts.length > 0 && `${capital(parts.join(", "))}.`, job.ended_at && made(job, now)]
    .filter(Boolean).join(" ");
}

/** When it was transcribed, and how long that took since it was sent. */
function made({ created_at: from, ended_at: to }, now) {
  const took = from ? `, ${duration(Date.parse(to) - Date.parse(from))} after it was sent` : "";
  return `Transcribed ${moment(to, now)}${took}.`;
}

/** The head of the page: what is at work. */
export function headline(uploads, jobs) {
  const running = jobs.filter(({ phase }) => phase === "running");
  const waiting = jobs.length - running.length;
  if (running.length === 1) return `Transcribing ${running[0].file_name}`;
  if (running.length > 1) return `Transcribing ${plural(running.length, "recording")}`;
  const sent = uploads.find(({ phase }) => phase === "sending");
  if (sent) return `Sending ${sent.file.name}`;
  return waiting > 0 ? `${word(waiting)} ${waiting === 1 ? "recording waits" : "recordings wait"}` : "Transcribe";
}

/** The line below it. */
export function subline(uploads, jobs) {
  const [sending, waiting] = [uploads.filter(({ phase }) => phase !== "failed").length,
    jobs.filter(({ phase }) => phase === "queued").length];
  const more = [sending && `${plural(sending, "file")} to be sent`,
    waiting && `${plural(waiting, "recording")} waiting`].filter(Boolean);
  const rest = more.length > 0 ? `${capital(list(more))}.` : "";
  if (sending > 0) return `${rest} Keep this page open until all are sent.`;
  return jobs.length > 0 ? `${rest} You can close this page: the panel goes on.`.trim()
    : "A recording becomes a text that says who spoke. It stays on your network.";
}

const capital = words => words.charAt(0).toUpperCase() + words.slice(1);
