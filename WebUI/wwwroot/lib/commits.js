import { ago, full, list, plural } from "./format.js";

/**
 * A commit with its risky words marked.
 * @returns {{ id: string, parts: { text: string, isRisky: boolean }[], note: string }}
 */
export function commit({ id, subject, at, risky_words: risky }, now) {
  const found = (risky ?? []).filter(Boolean).map(text => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  const parts = found.length === 0 ? [subject] : subject.split(new RegExp(`(${found.join("|")})`, "i"));
  return {
    id: id.slice(0, 7), note: [found.length > 0 && "risky", ago(at, now)].filter(Boolean).join(", "),
    parts: parts.map((text, i) => ({ text, isRisky: i % 2 === 1 })).filter(({ text }) => text)
  };
}

/**
 * Files of the launcher's that were changed by hand: those that upstream changes too, and those in nobody's way.
 * @returns {{ clashes: string[], harmless: string[] }}
 */
export function changes(upstream) {
  const clashes = upstream?.clashes ?? [], edits = upstream?.local_edits ?? [];
  return { clashes, harmless: edits.filter(file => !clashes.includes(file)) };
}

/** "7 commits behind; one of them touches vLLM": what Home says; null where there is nothing to say. */
export function behindWords(upstream) {
  if (upstream?.problem) return full(upstream.problem.title);
  if (!upstream?.behind) return null;
  const risky = (upstream.commits ?? []).filter(({ risky_words: words }) => words?.length);
  const words = [...new Set(risky.flatMap(({ risky_words: all }) => all))].slice(0, 3);
  const touch = risky.length === 0 ? ""
    : `; ${risky.length === 1 ? "one of them touches" : `${risky.length} of them touch`} ${list(words)}`;
  return `${plural(upstream.behind, "commit")} behind${touch}.`;
}
