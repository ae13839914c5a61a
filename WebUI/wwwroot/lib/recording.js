import { plural } from "./format.js";

/* A file that somebody picked, before it is sent: what speaks against it, and how large it is. */

/** What the dialog of the system offers first. */
export const ACCEPT = "audio/*,video/*,.m4b,.opus,.mka,.mkv,.caf,.amr";

const KNOWN = /\.(wave?|flac|mp[234]|m4[abv]|aac|og[ag]|opus|webm|mk[av]|mov|aiff?|amr|3gp|caf)$/i;

/** Kinds that say nothing, or not all: the panel looks into the file itself. */
const OPEN = new Set(["", "application/octet-stream", "application/ogg", "application/mp4"]);

const GIB = 2 ** 30;

/**
 * Why a file is not sent, as a sentence; null where nothing speaks against it.
 * @param {{ name: string, type: string, size: number }} file @param {number} limit in GiB
 */
export function objection({ name, type, size }, limit) {
  if (size === 0) return `${name} is empty, or a folder: drop the recordings that are in it.`;
  if (size > limit * GIB) return `${name} has ${fileSize(size)}; at most ${limit} GiB can be sent.`;
  const isSound = /^(audio|video)\//.test(type) || OPEN.has(type) || KNOWN.test(name);
  return isSound ? null : `${name} is no recording: only sound and video can be transcribed.`;
}

/** "812 bytes", "3.4 MiB", "1.2 GiB". */
export function fileSize(bytes) {
  if (bytes < 1024) return plural(bytes, "byte");
  const [unit, of] = bytes < 2 ** 20 ? ["KiB", 1024] : bytes < GIB ? ["MiB", 2 ** 20] : ["GiB", GIB];
  const value = bytes / of;
  return `${value.toLocaleString("en", { maximumFractionDigits: value < 10 ? 1 : 0 })} ${unit}`;
}

/** Whether this is the file that a transcript was made of, as far as a browser can tell: the panel may shorten a name. */
export const isSame = ({ name, size }, job) => job.size_bytes == null ? name === job.file_name : size === job.size_bytes;

/** "standup.m4a" → "standup": what files made of it are called. */
export const baseName = name => (name ?? "").replace(/\.[^.]+$/, "") || "transcript";

/** The largest recording that is taken, in GiB. */
export const uploadLimit = settings => settings?.transcripts?.upload_limit_gib ?? 2;

/** Asks for a file with the dialog of the system; null where none is chosen. */
export function pick() {
  const input = Object.assign(document.createElement("input"), { type: "file", accept: ACCEPT });
  return new Promise(done => {
    input.addEventListener("change", () => done(input.files[0] ?? null));
    input.addEventListener("cancel", () => done(null));
    input.click();
  });
}
