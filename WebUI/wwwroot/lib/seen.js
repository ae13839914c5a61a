import { link, onState, onTick, refresh, silent, store } from "./live.js";
import { route } from "./route.js";

const CLOSED = "closed-report";

let closed = null; // where there is no storage: for this visit

/** What the page knows at this moment: the view, and what decides how it is told. */
export function seen() {
  return {
    view: store.view(silent()),
    at: { now: store.now(), closed: closedReport(), known: store.known, open: link.open || !link.lostAt, link,
      route: route(), newest: store.newest() }
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
export function closeReport(swap) {
  try { localStorage.setItem(CLOSED, swap); } catch { /* storage is off */ }
  closed = swap;
  refresh();
}

function closedReport() {
  try { return localStorage.getItem(CLOSED) ?? closed; } catch { return closed; }
}
