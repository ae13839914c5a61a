import { nodeName } from "./format.js";

const LEFT = {
  empty: name => `Nothing is left on ${name}.`,
  serving: name => `${name} is still serving.`,
  left_over: name => `Something is left on ${name}.`,
  unknown: name => `What is left on ${name} is unknown.`
};

/** What a swap left on a node, as a sentence; null before its end. */
export const remainsOf = ({ node, remains }) => LEFT[remains]?.(nodeName(node)) ?? null;

/** The sentences that somebody should read: where something is left, or nobody could look. */
export const leftBehind = ({ nodes, ended_at: ended }) => !ended ? []
  : nodes.filter(({ remains }) => remains === "left_over" || remains === "unknown").map(remainsOf);
