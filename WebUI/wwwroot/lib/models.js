import { downloadOf } from "./cluster-jobs.js";
import { fitNote } from "./fit.js";
import { clock, count, full, lower, moment, nodeName, plural, span, word } from "./format.js";
import { changedFrom, changedWords } from "./model-settings.js";
import { onDisk, weightsOf } from "./on-disk.js";
import { answered } from "./roll-back.js";
import { activeSwap, servedModel } from "./running.js";

/**
 * A model as its card shows it.
 * @typedef {{ key: string, name: string, nodes: string, state: string,
 *             marks: Record<string, string>, where: string, disk: string, why: string | null, whyAt: string | null,
 *             changed: string | null, warning: string | null, fit: string | null, time: [string, string],
 *             action: { do: "switch" | "download" | null, text: string, short: string, disabled: boolean }
 *               | null }} Card
 */

/**
 * @param {object[] | null} listed what /api/models says of each, as far as it was read
 * @returns {Card[]} in the order of the catalog
 */
export function cards(view, { now, link }, listed = null) {
  const away = link?.lostAt ? "The panel does not answer"
    : link?.staleSince || link?.blankSince ? "Redis does not answer" : null;
  return (view.catalog?.models ?? []).map(model => card(model, view, now, away,
    listed?.find(({ key }) => key === model.key)));
}

function card(model, view, now, away, known) {
  const swap = activeSwap(view);
  const served = servedModel(view);
  const loading = swap?.kind === "load" && swap.model === model.key;
  const serving = !swap && served?.key === model.key && view.vllm.verdict !== "unhealthy";
  const broken = [view.swap, answered(view)].find(one => one?.phase === "failed" && one.model === model.key);
  const failed = !swap && broken && !serving;
  const disk = onDisk(model, view);
  const stop = swap ? null : away ?? blocked(model, view);
  const busy = swap && !loading ? "Something is being loaded or stopped" : null;
  const download = model.repo && downloadOf(view, model.repo);
  const before = !failed && !serving && !loading ? known?.failed_load : null;
  const needsTwo = model.nodes === "cluster" && view.settings && !view.settings.spark2;
  return {
    key: model.key, name: model.name, weights: weightsOf(model), nodes: model.nodes === "cluster" ? "both Sparks"
      : "one Spark",
    state: loading || download && !serving ? "working" : serving ? "serving"
      : failed || before ? "failed" : disk.state,
    marks: serving || loading ? { spark1: "solid", spark2: model.nodes === "cluster" ? "solid" : "none" } : disk.marks,
    where: [download ? arriving(download) : disk.text, stop ?? busy].filter(Boolean).join(". "),
    disk: disk.state, isLoading: Boolean(loading),
    why: failed ? broken.failure?.title ?? "The last load failed." : before ? full(before.title) : null,
    whyAt: before ? moment(before.at, now) : null,
    changed: [standsIn(known ?? model) && "in place of the one of this key that comes with SparkControl",
      changedWords(model)].filter(Boolean).join("; ") || null,
    warning: warning(view.catalog.warnings?.[model.key] ?? known?.warnings ?? []),
    fit: serving || loading ? null : fitNote(known?.fit),
    time: times(model, view, { loading, serving, now }),
    action: needsTwo ? null : action({ serving, loading, failed: failed || before, swap, disk, blocked: stop, download,
      canBring: Boolean(model.repo) })
  };
}

/** Models that came with an earlier version, and why each still matters. */
export function dropped({ catalog, good }) {
  return (catalog?.dropped ?? []).map(({ key, name, settings, bundled_settings: bundled }) => {
    const isLast = changedFrom(bundled, settings).length === 0 && good?.model === key;
    const why = isLast ? "It is the model that has loaded well last." : "Your settings for it are kept.";
    return { key, name, hasSettings: !isLast,
      words: `came with an earlier version of SparkControl and does not any more. ${why}` };
  });
}

/** Whether a model of the user's own has taken the place of one that came later with the same key. */
export const standsIn = ({ stands_in: is }) => is === true;

/** The first thing that is worth knowing before a load; the model's own page has them all. */
function warning([first, ...others]) {
  if (!first) return null;
  return others.length > 0 ? `${full(first)} ${count(others.length)} more on its page.` : full(first);
}

/** "Six models, four ready to load"; how many are there is said only where each was looked for. */
export function headline(found) {
  const models = `${word(found.length)} ${found.length === 1 ? "model" : "models"}`;
  if (found.length === 0 || found.some(({ disk }) => disk === "unknown")) return models;
  const ready = found.filter(({ disk }) => disk === "disk").length;
  return `${models}, ${ready ? lower(word(ready)) : "none"} ready to load`;
}

/** "Downloading, 62 % on Spark 1"; a copy is told of the Spark that it goes to. */
function arriving({ phase, transfers, percent }) {
  if (phase === "queued") return "Waits to be downloaded";
  const at = (transfers ?? []).find(({ verified, percent: part }) => !verified && part < 100);
  const how = phase === "copying" ? "Being copied" : phase === "verifying" ? "Being checked" : "Downloading";
  return at ? `${how}, ${at.percent} % on ${nodeName(at.node)}` : percent == null ? how : `${how}, ${percent} %`;
}

function action({ serving, loading, failed, swap, disk, blocked, download, canBring }) {
  if (loading) return null;
  const disabled = Boolean(swap || blocked);
  const load = (text, short = text, more = {}) => ({ do: "switch", text, short, disabled, ...more });
  const missing = disk.state === "absent" || disk.state === "part";
  if (serving) return blocked ? load("Not now") : load("Load again", "Load again", { quiet: true });
  if (download) return { do: null, text: "Not there yet", short: "Not there yet", disabled: true };
  // Bringing weights disturbs nothing that is loaded, or is being loaded.
  if (missing && canBring && !blocked)
    return { ...load(disk.state === "part" ? "Complete" : "Download"), do: "download", icon: "download",
      disabled: false };
  if (blocked) return load("Not now");
  // A directory is filled by hand; the pre-flight reads the disks anew.
  if (missing) return load("Look again", "Look again", { quiet: true });
  return failed ? load("Try again") : load("Switch to this", "Switch");
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
    : [model.source === "custom" ? "added by you" : "no load yet", "time unknown"];
}
