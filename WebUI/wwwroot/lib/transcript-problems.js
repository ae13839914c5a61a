import { full, lasted } from "./format.js";

/** As long as TranscriptTimes.cs says. */
const KEPT = "twelve hours";

const HEALTH = { text: "Look at Health", href: "#/health" };

/** What helps, by the code of a problem; `again`: the same file may be sent again. */
const REMEDIES = {
  interrupted: { again: true, words: "Send the same file again: it goes on from the windows that are finished." },
  window_failed: { again: true, words: `Send the same file again within ${KEPT}: finished windows are kept so long.` },
  window_refused: { words: "Look at the model's name for transcripts in Settings, and at the language of the request." },
  gpu_wedged: { again: true, link: HEALTH,
    words: "Restart the speech service on Health, then send the same file again: finished windows are kept for"
      + ` ${KEPT}.` },
  speech_unreachable: { again: true, link: HEALTH,
    words: "See on Health whether it runs, then send the same file again." },
  busy: { again: true, words: "Send it again when the recordings before it are done." },
  redis_away: { again: true, words: `Send it again when Redis is back; finished windows are kept for ${KEPT}.` },
  cancelled: { again: true, words: `The same file sent again within ${KEPT} goes on from its finished windows.` },
  no_audio: { words: "Choose a file that has sound." },
  empty_audio: { words: "Choose another recording." },
  damaged_audio: { words: "Save or copy it anew from where it was recorded, then send that." },
  unknown_format: { words: "Save it as WAV, FLAC, MP3, M4A, Ogg or WebM, then send that." },
  decoding_timed_out: { words: "Convert it to WAV or FLAC, then send that." },
  ffmpeg_missing: { words: "Send it as WAV, or install ffmpeg where the panel runs." },
  too_large: { words: "Cut it into parts, or raise the limit in the settings." },
  no_place: { again: true, words: "Let the panel write to its directory of temporary files, then send it again." },
  disk_full: { again: true, words: "Make room where the panel keeps its files, then send it again." },
  no_answer: { again: true, words: "" }
};

const OTHER = { again: true, words: "Send the file again." };

/** Codes that are no failure: nothing is lost. */
const CALM = new Set(["interrupted", "cancelled"]);

/**
 * Why there is no transcript, and what to do.
 * @param {{ code?: string, title?: string, detail?: string, status?: number, retry_after_seconds?: number }} problem
 * @returns {{ state: "failed" | "attention" | "off", title: string, detail: string, words: string, again: boolean,
 *             link?: { text: string, href: string } }}
 */
export function trouble(problem) {
  const { code, title, detail, retry_after_seconds: after } = problem ?? {};
  const { again = false, words, link } = REMEDIES[code] ?? byStatus(problem?.status) ?? OTHER;
  const wait = after > 0 ? `Wait ${lasted(after * 1000)}. ` : "";
  return {
    state: code === "cancelled" ? "off" : CALM.has(code) ? "attention" : "failed",
    title: full(title ?? (detail ? "" : "It failed, and nobody said why")), detail: full(detail ?? ""),
    words: wait + words, again, link
  };
}

/** A refusal without a code, from a proxy or an old panel. */
const byStatus = status => ({ 413: REMEDIES.too_large, 415: REMEDIES.unknown_format, 507: REMEDIES.disk_full,
  404: { words: "This panel has no transcripts: update it." } })[status];
