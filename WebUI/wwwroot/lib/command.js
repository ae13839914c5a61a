import { el } from "./dom.js";

/**
 * A command as one reads it: what runs is strong, a flag and its value stay on one line.
 * @param {{ command: string }} answer
 */
export function commandParts({ command }) {
  return split(command).map(({ text, strong }) => strong ? el("b", {}, text) : text.startsWith("-")
    ? el("span", {}, text) : text)
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
