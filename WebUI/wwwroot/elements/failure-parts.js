import { el, icon } from "../lib/dom.js";
import { clockSeconds, duration, gib, list, nodeName } from "../lib/format.js";
import { plain } from "../lib/lines.js";
import { leftBehind, remainsOf } from "../lib/remains.js";
import { begun, stageName } from "../lib/stages.js";

/** The lines of the log that decided, as they stood there. */
export function proof({ proof: lines }) {
  const [first, last] = [lines[0].line, lines.at(-1).line];
  const where = first === last ? `Line ${first} of the log below` : `Lines ${first} to ${last} of the log below`;
  return el("proof-lines", {},
    el("ol", { tabindex: "0", "aria-label": "The lines that decided" }, ...lines.map(proofLine)),
    el("footer", {}, el("span", {}, where)));
}

function proofLine({ line, node, text, decides }) {
  const from = { spark1: "1", spark2: "2" }[node] ?? "·";
  return el("li", { "data-proof": decides },
    el("span", {}, String(line)), el("span", {}, from), el("span", {}, plain(text)));
}

/**
 * What was done since, what is left on each Spark, and what was loaded in place of it.
 * @param {import("../lib/roll-back.js").Line[]} back
 */
export function since(swap, back) {
  const lines = [];
  const stage = begun(swap).at(-1);
  const failed = swap.stages.find(({ phase }) => phase === "failed");
  const into = stage && duration(stage.at - Date.parse(swap.requested_at));
  const ending = swap.ended_at ? "" : "What it left is being removed.";
  if (stage) lines.push(event(stage.at, null, "play", `${stageName(stage.id)} began`, `${into} into the ${swap.kind}`));
  if (failed) lines.push(event(failed.at, "down", "cross", `The ${swap.kind} failed.`, ending));
  return swap.ended_at ? [...lines, ...remains(swap), ...back.map(wayBack)] : lines;
}

function wayBack({ at, state, sign, words, more, link }) {
  const line = event(at, state, sign, words, more);
  if (link) line.querySelector("p").append(" ", el("a", { href: "#/settings/loads" }, "Switch this off in Settings"));
  return line;
}

function remains(swap) {
  const { nodes, ended_at: at } = swap;
  const lines = [];
  const empty = nodes.filter(node => node.remains === "empty");
  if (empty.length > 0) {
    const free = empty.filter(node => node.available_bytes != null)
      .map(node => `${gib(node.available_bytes)} GiB free on ${nodeName(node.node)}`);
    const words = `Nothing is left on ${list(empty.map(({ node }) => nodeName(node)))}.`;
    lines.push(event(at, "up", "check", words, list(free)));
  }
  const serving = nodes.filter(node => node.remains === "serving").map(remainsOf);
  return [...lines, ...[...serving, ...leftBehind(swap)].map(words => event(at, "down", "alert", words, ""))];
}

function event(at, state, sign, words, more) {
  return el("event-line", { "data-state": state },
    el("time", {}, clockSeconds(at)), icon(sign), el("p", {}, words, more && el("span", {}, ` ${more}`)));
}
