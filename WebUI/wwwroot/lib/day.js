import { Again } from "./again.js";
import { get } from "./api.js";
import { link, refresh, store } from "./live.js";
import { moved } from "./moved.js";

/* The last 24 hours: uptime and reports. Read when the log moves, and when a new bucket has begun. */

const QUARTER = 15 * 60_000, DAY = 24 * 3_600_000;

let made = null;
let answer = { uptime: null, problem: null, reports: [] };

const reading = new Again(async () => {
  const from = new Date(store.now() - DAY).toISOString();
  const none = ({ message }) => ({ problem: message });
  const [uptime, reports] = await Promise.all([
    get("/api/uptime?window=day").catch(none),
    get(`/api/connectivity?${new URLSearchParams({ kind: "report", from, limit: 1000 })}`).catch(none)
  ]);
  answer = { uptime: uptime.services ?? answer.uptime, problem: uptime.problem ?? null,
    reports: reports.entries ?? answer.reports };
  refresh();
}, 5000);

/** @returns {{ uptime: import("./uptime.js").Uptime[] | null, problem: string | null, reports: object[] }} */
export function day() {
  if (!store.known) return answer;
  const now = [moved(store.get("journal"), link), Math.floor(store.now() / QUARTER)].join();
  if (now !== made) {
    made = now;
    reading.run();
  }
  return answer;
}
