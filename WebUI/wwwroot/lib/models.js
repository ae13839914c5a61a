import { clock, list, lower, moment, nodeName, plural, size, span, word } from "./format.js";
import { answered } from "./roll-back.js";
import { activeSwap, servedModel } from "./running.js";

/**
 * A model as its card shows it.
 * @typedef {{ key: string, name: string, nodes: string, state: string,
 *             marks: Record<string, string>, where: string, disk: string, why: string | null,
 *             time: [string, string], action: { text: string, short: string, disabled: boolean } | null }} Card
 */

export const weightsOf = model => model.repo ?? model.local_path;

/** @returns {Card[]} in the order of the catalog */
export function cards(view, { now, link }) {
  const away = link?.lostAt ? "The panel does not answer"
    : link?.staleSince || link?.blankSince ? "Redis does not answer" : null;
  return (view.catalog?.models ?? []).map(model => card(model, view, now, away));
}

function card(model, view, now, away) {
  const swap = activeSwap(view);
  const served = servedModel(view);
  const loading = swap?.kind === "load" && swap.model === model.key;
  const serving = !swap && served?.key === model.key && view.vllm.verdict !== "unhealthy";
  const broken = [view.swap, answered(view)].find(one => one?.phase === "failed" && one.model === model.key);
  const failed = !swap && broken && !serving;
  const disk = onDisk(model, view);
  const stop = swap ? null : away ?? blocked(model, view);
  const busy = swap && !loading ? "Something is being loaded or stopped" : null;
  const needsTwo = model.nodes === "cluster" && view.settings && !view.settings.spark2;
  return {
    key: model.key, name: model.name, weights: weightsOf(model), nodes: model.nodes === "cluster" ? "both Sparks"
      : "one Spark",
    state: loading ? "working" : serving ? "serving" : failed ? "failed" : disk.state,
    marks: serving || loading ? { spark1: "solid", spark2: model.nodes === "cluster" ? "solid" : "none" } : disk.marks,
    where: [disk.text, stop ?? busy].filter(Boolean).join(". "), disk: disk.state,
    why: failed ? broken.failure?.title ?? "The last load failed." : null,
    time: times(model, view, { loading, serving, now }),
    action: needsTwo ? null : action({ serving, loading, failed, swap, disk, blocked: stop })
  };
}

/** "Five models, three on disk"; how many are there is said only where each was looked for. */
export function headline(found) {
  const models = `${word(found.length)} ${found.length === 1 ? "model" : "models"}`;
  if (found.length === 0 || found.some(({ disk }) => disk === "unknown")) return models;
  const ready = found.filter(({ disk }) => disk === "disk").length;
  return `${models}, ${ready ? lower(word(ready)) : "none"} on disk`;
}

function action({ serving, loading, failed, swap, disk, blocked }) {
  if (loading) return null;
  const disabled = Boolean(swap || blocked);
  if (blocked) return { text: "Not now", short: "Not now", disabled };
  if (serving) return { text: "Load again", short: "Load again", quiet: true, disabled };
  // What was brought since the disks were read is found by the pre-flight, which reads them anew.
  if (disk.state === "absent" || disk.state === "part")
    return { text: "Look again", short: "Look again", quiet: true, disabled };
  return failed ? { text: "Try again", short: "Try again", disabled }
    : { text: "Switch to this", short: "Switch", disabled };
}

/** Why nothing can be loaded now, as a sentence; null when it can be tried. */
function blocked(model, { driver, nodes }) {
  if (driver?.another_panel) return "Another panel drives the Sparks";
  const needed = model.nodes === "cluster" ? ["spark1", "spark2"] : ["spark1"];
  const out = needed.find(name =>
    ["down", "untrusted", "refused"].includes((driver?.links?.[name] ?? nodes[name]?.link)?.state));
  return out ? `${nodeName(out)} cannot be asked` : null;
}

function times(model, { usual, vllm, swap }, { loading, serving, now }) {
  if (serving) return ["serving", `since ${moment(vllm.since, now)}`];
  if (loading) return ["loading", `since ${clock(swap.requested_at)}`];
  const known = usual?.models[model.key];
  return known ? [span(known.p50_ms, known.p90_ms), `usual of ${plural(known.loads, "load")}`]
    : ["no load yet", "time unknown"];
}

/** Where the weights are, by Spark: solid, part, none or unknown. A solo model needs Spark 1 alone. */
export function onDisk(model, { disk, settings }) {
  const needed = model.nodes === "cluster" ? ["spark1", "spark2"] : ["spark1"];
  const look = name => disk?.nodes[name] ? disk.nodes[name].weights[weightsOf(model)] ?? null : undefined;
  const found = { spark1: look("spark1"), spark2: look("spark2") };
  const mark = name => found[name] === undefined ? "unknown"
    : !found[name] ? "none" : found[name].complete ? "solid" : "part";
  const marks = { spark1: mark("spark1"), spark2: needed.length === 2 || found.spark2 ? mark("spark2") : "none" };
  const states = needed.map(mark);
  const state = states.every(one => one === "solid") ? "disk"
    : states.includes("unknown") && !states.includes("none") && !states.includes("part") ? "unknown"
    : states.every(one => one === "none") ? "absent" : "part";
  return { marks, state, found, text: diskText(model, needed, found, state, settings) };
}

function diskText(model, needed, found, state, settings) {
  if (needed.length === 2 && settings && !settings.spark2) return "Needs two Sparks; one is set up";
  const unknown = needed.filter(name => found[name] === undefined);
  if (unknown.length === needed.length) return "Not known yet whether it is on disk";
  const missing = needed.filter(name => found[name] === null);
  const there = needed.filter(name => found[name]);
  const unfinished = there.filter(name => !found[name].complete);
  if (state === "absent")
    return `Not on disk: ${list(missing.map(nodeName))} ${missing.length === 1 ? "lacks" : "lack"} the weights`;
  const sized = there.length === 2 && found.spark1.bytes === found.spark2.bytes && unfinished.length === 0
    ? `${size(found.spark1.bytes)} on each Spark`
    : list(there.map(name =>
      `${size(found[name].bytes)} on ${nodeName(name)}${found[name].complete ? "" : ", unfinished"}`));
  return [
    sized || null,
    missing.length ? `${list(missing.map(nodeName))} lacks the weights` : null,
    unknown.length ? `${list(unknown.map(nodeName))} unknown` : null
  ].filter(Boolean).join("; ");
}

/** The command that brings missing weights, as a person would type it on Spark 1. */
export function fetchCommand(model, settings) {
  if (!model.repo) return null;
  const directory = settings?.launcher_dir ?? "~/spark-vllm-docker";
  return `cd ${directory} && ./hf-download.sh ${model.repo}${model.nodes === "cluster" ? " -c" : ""}`;
}
