/**
 * How things are, in one sentence and the line below it.
 * @typedef {{ kind: "unset" | "connecting" | "serving" | "loading" | "stopping" | "failed" | "failed-service" | "none"
 *                   | "unknown",
 *             state: "serving" | "working" | "failed" | "attention" | "idle" | "unknown",
 *             title: string, lede: (string | { strong: string })[], key: string }} Status
 * `key` changes when the state does, not when a figure in the sentence does.
 */

/** @returns {Status} */
export function say(kind, state, title, lede, ...key) {
  return { kind, state, title, lede, key: [kind, title, ...key].join("|") };
}
