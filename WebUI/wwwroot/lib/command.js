import { el } from "./dom.js";

/**
 * A command as one reads it: what runs is strong, a flag and its value stay on one line, what differs is marked.
 * @param {{ command: string }} answer
 * @param {{ command: string } | null} [before] the one it is compared with
 */
export function commandParts({ command }, before = null) {
  const parts = before ? compared(before.command, command) : split(command);
  return parts.map(({ text, strong, isNew }) => isNew ? el("ins", {}, text) : strong ? el("b", {}, text)
    : text.startsWith("-") ? el("span", {}, text) : text)
    .flatMap((part, i) => i ? [" ", part] : [part]);
}

// An apostrophe in a quoted word is written '\'' by a shell; a quote that never ends is a letter as any other.
const WORD = /(?:\\[^]|[^\s'"\\]|'[^']*'|"(?:\\[^]|[^"\\])*"|['"\\])+/g;

/** Words of the command; quoted ones stay whole. Strong are the launcher and "vllm serve MODEL". */
export function split(command) {
  const words = command.match(WORD) ?? [];
  const parts = [];
  for (let i = 0; i < words.length; i++) {
    if (words[i] === "vllm" && words[i + 1] === "serve") {
      parts.push({ text: words.slice(i, i + 3).join(" "), strong: true });
      i += 2;
    } else parts.push({ text: words[i], strong: /launch-cluster\.sh$/.test(words[i]) });
  }
  return parts;
}

/** The words of a command, with those marked that another one has not: a flag and the words behind it are one thing. */
export function compared(before, command) {
  const had = new Map();
  for (const text of options(before)) had.set(text, (had.get(text) ?? 0) + 1);
  return options(command, true).map(({ text, strong }) => {
    const left = had.get(text) ?? 0;
    had.set(text, left - 1);
    return { text, strong, isNew: left < 1 };
  });
}

function options(command, whole = false) {
  const found = [];
  for (const part of split(command)) {
    const last = found.at(-1);
    if (last?.text.startsWith("-") && !part.text.startsWith("-") && !part.strong) last.text += ` ${part.text}`;
    else found.push({ ...part });
  }
  return whole ? found : found.map(({ text }) => text);
}
