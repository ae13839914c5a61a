import { plural, span } from "./format.js";
import { reserved } from "./reservation.js";
import { activeSwap, inWork, servedModel, traffic } from "./running.js";

/**
 * The confirm of a load, as the dialog shows it at this moment.
 * @typedef {string | { strong: string }} Part
 * @typedef {{ title: string, ends: Part[], flight: Part[], keep: string, go: string, anyway: boolean, can: boolean,
 *             bad: object[], why: string | null }} Confirm
 */

/** Refusals that the load itself would get too. */
const REFUSED = new Set(["redis_away", "another_panel", "not_configured", "needs_two_sparks", "unknown_model"]);

/**
 * @param {{ key: string, name: string }} model
 * @param {{ served: string | null, report: { ok?: boolean, checks: object[], problem?: object } | null }} asked
 *   what served when the question was put, and what the pre-flight found; null while it looks
 * @returns {Confirm}
 */
export function confirm(view, { link, now: time }, model, { served, report }) {
  const now = servedModel(view), again = now?.key === model.key;
  const stopped = view.vllm?.verdict === "stopped";
  const bad = report?.checks.filter(({ state }) => state !== "ok") ?? [];
  // A warning is shown and stops nothing.
  const grave = bad.filter(({ state }) => state !== "warning");
  const anyway = grave.length > 0 && grave.every(({ may_be_ignored: may }) => may);
  const why = obstacle(view, link, served, time);
  return {
    title: again ? `Load ${model.name} again?` : now ? `Switch to ${model.name}?` : `Load ${model.name}?`,
    ends: ends(view, model, now, stopped), flight: inFlight(view, time, model, now, stopped),
    keep: now ? "Keep the current model" : stopped ? "Load nothing" : "Leave it as it is",
    go: anyway ? "Load anyway" : again ? "Stop and load again" : now ? "Stop and switch now" : "Load it now",
    anyway, bad, why, can: !why && passed(report, grave, anyway)
  };
}

function passed(report, bad, anyway) {
  if (!report) return false;
  if (report.problem) return !REFUSED.has(report.problem.code);
  return bad.length === 0 ? report.ok !== false : anyway;
}

/** Why the question is void, or the panel cannot take the answer. */
function obstacle(view, link, served, time) {
  const swap = activeSwap(view);
  const now = servedModel(view);
  if (swap) return `${inWork(swap)} Close this and wait.`;
  if (now && now.id !== served) return `${now.name} serves now. Close this and ask again.`;
  const held = reserved(view, time);
  if (held) return `${held.words} Wait until that ends, or release them on Home.`;
  if (link.lostAt) return "The panel does not answer.";
  return link.staleSince || link.blankSince ? "Redis does not answer; nothing can be loaded until it does." : null;
}

function ends({ usual }, model, now, stopped) {
  const time = usual?.models[model.key];
  return [
    now ? `${now.name} stops first. ` : stopped ? "" : "What runs now is unknown; whatever it is stops first. ",
    "Nothing serves until the model is ready, ",
    ...time ? ["usually for ", { strong: span(time.p50_ms, time.p90_ms) }, "."]
      : ["and how long that takes is unknown: it has no finished load here yet."]
  ];
}

/** What a click would cut off, and who sent it is not known. */
function inFlight(view, time, model, now, stopped) {
  const { vllm, usual } = view;
  if (!now) return [stopped ? "Nothing; no model serves." : "Unknown: nobody could ask what runs now."];
  const back = now.key && now.key !== model.key ? usual?.models[now.key] : null;
  const wayBack = back ? ` Coming back takes ${span(back.p50_ms, back.p90_ms)}.` : "";
  return [...requests(vllm, time), wayBack];
}

function requests(vllm, time) {
  const { requests_running: running, requests_waiting: queued } = vllm;
  if (running == null) return ["Unknown: the model could not be asked."];
  if (running + (queued ?? 0) === 0) return [`Nothing. ${traffic(vllm, time).join("")}`];
  const words = [running && `${plural(running, "request")} at work`, queued && `${queued} waiting`];
  return [{ strong: words.filter(Boolean).join(" and ") }, " will be cut off."];
}
