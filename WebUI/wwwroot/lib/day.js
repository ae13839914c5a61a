import { Again } from "./again.js";
import { get } from "./api.js";
import { link, refresh, silent, store } from "./live.js";
import { moved } from "./moved.js";
import { watched } from "./watched.js";

/*
 * The last 24 hours: uptime and reports. Read when the log moves, when a new bucket has begun, and each minute while a
 * service is down: its outage grows without a line.
 */

const MINUTE = 60_000, QUARTER = 15 * MINUTE, DAY = 24 * 60 * MINUTE;

/** Reports that are read at one time. */
const LIMIT = 1000;

/** A report may be counted up, or written, so long after its time. */
const LATE = MINUTE;

let made = null;
let answer = { uptime: null, problem: null, reports: [] };

const reading = new Again(async () => {
  const none = ({ message }) => ({ problem: message });
  const [uptime, reports] = await Promise.all([
    get("/api/uptime?window=day").catch(none), get(reportsSince(answer.reports[0])).catch(none)
  ]);
  answer = { uptime: uptime.services ?? answer.uptime, problem: uptime.problem ?? null,
    reports: together(reports.entries ?? [], answer.reports) };
  refresh();
  return !uptime.problem && !reports.problem;
}, 5000);

/** Only what may be new: each page that is open asks at each line of the log. */
function reportsSince(newest) {
  const from = Math.max(store.now() - DAY, newest ? Date.parse(newest.at) - LATE : 0);
  const wanted = { kind: "report", from: new Date(from).toISOString(), limit: LIMIT };
  return `/api/connectivity?${new URLSearchParams(wanted)}`;
}

/** Newest first; one that was counted up takes the place of what it was. */
function together(fresh, had) {
  const ids = new Set(fresh.map(({ id }) => id));
  return [...fresh, ...had.filter(({ id }) => !ids.has(id))].filter(({ at }) => Date.parse(at) > store.now() - DAY)
    .sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
}

/** @returns {{ uptime: import("./uptime.js").Uptime[] | null, problem: string | null, reports: object[] }} */
export function day() {
  if (!store.known) return answer;
  const isOut = watched(store.view(silent())).some(({ isDown }) => isDown);
  const now = [moved(store, link), Math.floor(store.now() / (isOut ? MINUTE : QUARTER)), isOut].join();
  if (now !== made) {
    made = now;
    reading.run();
  }
  return answer;
}
