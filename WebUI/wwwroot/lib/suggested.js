import { full, list, nodeName, plural, size } from "./format.js";

/**
 * What is known of a repository before it is downloaded.
 * @typedef {{ name: string, state: string | null, words: string, link?: { href: string, text: string } }} Line
 */

/**
 * @param {object | null} answer of /api/models/suggest
 * @param {import("./api.js").Problem | null} problem why there is none
 * @param {"solo" | "cluster"} nodes
 * @returns {Line[]}
 */
export function suggested(answer, problem, nodes) {
  if (problem) return [refused(problem)];
  if (!answer) return [];
  return [sizeLine(answer, nodes), roomLine(answer, nodes), gatedLine(answer), fitLine(answer, nodes)].filter(Boolean);
}

function refused({ code, message, url }) {
  const link = url ? { href: url, text: "Open the licence page" } : undefined;
  switch (code) {
    case "unknown_repo": return { name: "Repository", state: "failed",
      words: "The Hub does not know it. A private one needs your token, in the settings." };
    case "gated_repo": return { name: "Licence", state: "attention", link,
      words: "It is gated. Accept its licence with the account of your token, then try again." };
    default: return { name: "The Hub", state: "unknown", words: full(message), link };
  }
}

function sizeLine({ total_bytes: bytes, files }, nodes) {
  if (bytes == null) return { name: "Size", state: "unknown", words: "The Hub does not say how large it is." };
  const many = files == null ? "" : ` in ${plural(Array.isArray(files) ? files.length : files, "file")}`;
  return { name: "Size", state: null, words: `${size(bytes)}${many}${nodes === "cluster" ? ", on each Spark" : ""}.` };
}

function roomLine(answer, nodes) {
  const rooms = (nodes === "cluster" ? ["spark1", "spark2"] : ["spark1"]).map(node => room(answer, node));
  const isShort = rooms.some(({ state }) => state === "failed");
  const state = ["failed", "unknown"].find(one => rooms.some(({ state }) => state === one)) ?? "healthy";
  const words = full(list(rooms.map(({ words }) => words)));
  return { name: "Room", state, words: isShort
    ? `Not enough: ${words} ${size(answer.spare_bytes)} must stay free.`
    : words.charAt(0).toUpperCase() + words.slice(1) };
}

/** By the rule of the panel's own pre-flight: what is missing must fit, and something must stay free beside it. */
function room({ total_bytes: total, free_bytes: free, missing_bytes: missing, spare_bytes: spare }, node) {
  const [has, lacks] = [free?.[node] ?? null, missing?.[node] ?? null];
  const name = nodeName(node), needed = (lacks ?? total) + spare;
  if (lacks === 0) return { state: "healthy", words: `${name} has all of it` };
  if (has === null) return { state: "unknown", words: `how much ${name} has is unknown` };
  const some = lacks !== null && lacks < total ? `lacks ${size(lacks)} of it and ` : "";
  const words = `${name} ${some}has ${size(has)} free`;
  if (has >= needed) return { state: "healthy", words };
  return lacks === null ? { state: "unknown", words: `${words}, and what it has of it already is unknown` }
    : { state: "failed", words };
}

/** Who was not let in has got a refusal in place of an answer. */
const gatedLine = ({ gated, license_url: url }) => gated && { name: "Licence", state: "healthy",
  words: "It is gated, and your token may read it.",
  link: url ? { href: url, text: "Open the licence page" } : undefined };

const FITS = { fits: "healthy", tight: "attention", does_not_fit: "failed", unknown: "unknown" };

/** A fit is that on the Sparks which it was worked out for. */
const fitLine = ({ fit, nodes: of }, nodes) => fit && (of ?? nodes) === nodes
  && { name: "Memory", state: FITS[fit.verdict] ?? "unknown", words: full(fit.reason) };
