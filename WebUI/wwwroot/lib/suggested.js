import { full, list, nodeName, plural, size } from "./format.js";

/** What a Spark keeps free beside a download, in bytes. */
const SPARE = 10e9;

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

function roomLine({ total_bytes: bytes, free_bytes: free }, nodes) {
  const needed = nodes === "cluster" ? ["spark1", "spark2"] : ["spark1"];
  const unknown = needed.filter(node => free?.[node] == null);
  const known = needed.filter(node => free?.[node] != null);
  const small = bytes == null ? [] : known.filter(node => free[node] < bytes + SPARE);
  const told = known.map(node => `${nodeName(node)} has ${size(free[node])} free`);
  if (unknown.length > 0) told.push(`how much ${list(unknown.map(nodeName))} has is unknown`);
  const words = full(list(told));
  return { name: "Room", state: small.length > 0 ? "failed" : unknown.length > 0 ? "unknown" : "healthy",
    words: small.length > 0 ? `Not enough: ${words}` : words.charAt(0).toUpperCase() + words.slice(1) };
}

const gatedLine = ({ gated, license_url: url }) => gated && { name: "Licence", state: "attention",
  words: "It is gated: accept its licence with the account of your token first.",
  link: url ? { href: url, text: "Open the licence page" } : undefined };

const FITS = { fits: "healthy", tight: "attention", does_not_fit: "failed", unknown: "unknown" };

/** A fit is that on the Sparks which it was worked out for. */
const fitLine = ({ fit, nodes: of }, nodes) => fit && (of ?? nodes) === nodes
  && { name: "Memory", state: FITS[fit.verdict] ?? "unknown", words: full(fit.reason) };
