import { link, onState, onTick, refresh, silent, store } from "./live.js";
import { route } from "./route.js";

const CLOSED = "closed-report", ACTIONS = "closed-actions", JOBS = "closed-jobs", IMPORT = "closed-import";

/** Actions and jobs whose reports stay put away: more are not on the page. */
const MOST = 20;

const visit = new Map(); // where there is no storage: for this visit

/** What the page knows at this moment: the view, and what decides how it is told. */
export function seen() {
  return {
    view: store.view(silent()),
    at: { now: store.now(), closed: kept(CLOSED), known: store.known, open: link.open || !link.lostAt, link,
      route: route(), newest: store.newest(), closedActions: kept(ACTIONS)?.split(" ") ?? [],
      closedJobs: kept(JOBS)?.split(" ") ?? [], closedImport: kept(IMPORT) }
  };
}

/** Tells a listener at once, at every change of state and, where it shows a clock, every second. */
export function watch(element, signal, tell, { clock = false } = {}) {
  const now = () => element.isConnected && tell(seen());
  onState(now, signal);
  if (clock) onTick(now, signal);
  now();
}

/** The report of a failed load stays until it is closed on this browser. */
export function closeReport(swap) { keep(CLOSED, swap); }

/** So does that of a failed action. */
export function closeAction(id) {
  keep(ACTIONS, [id, ...seen().at.closedActions].slice(0, MOST).join(" "));
}

/** And that of a download or an update. */
export function closeJob(id) { keep(JOBS, [id, ...seen().at.closedJobs].slice(0, MOST).join(" ")); }

/** And what an upgrade has told of old files. */
export function closeImport(at) { keep(IMPORT, at); }

function keep(name, value) {
  visit.set(name, value);
  try { localStorage.setItem(name, value); } catch { /* storage is off */ }
  refresh();
}

function kept(name) {
  try { return localStorage.getItem(name) ?? visit.get(name) ?? null; } catch { return visit.get(name) ?? null; }
}
