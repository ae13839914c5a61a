import { perFrame } from "./dom.js";
import { Followed } from "./followed.js";
import { Store } from "./store.js";

/** One EventSource → one store → one "state" event. The page's only source of what is. */

export const store = new Store();
const bus = new EventTarget();

/**
 * How old the state is, in the panel's time. `lostAt`: what was last heard, where the panel is missed since `missedAt`;
 * `staleSince`: Redis is away, and the panel tells what it knew; `blankSince`: it has not come to Redis yet.
 */
export const link = { open: false, lostAt: null, missedAt: null, staleSince: null, blankSince: null };

/** Once the first snapshot of a connection is there; until then the page knows what it knew, however long ago. */
const NOW = { open: true, lostAt: null, missedAt: null };

/** A panel that lives says something every 10 s. */
const SILENCE = 25_000;

/** A connection that is not there by then is missed; it is left to come for as long as SILENCE. */
const SLOW = 3_000;

let source = null;
let heardAt = null; // the panel's time
let begunAt = 0; // this browser's: the connection, or the last word on it
let silence = ""; // as it was last told
let followed = null;

export function onState(listener, signal) { bus.addEventListener("state", listener, { signal }); }

/** What nobody looks at any more. While the page itself hears nothing, that says nothing of who looks. */
export const silent = () => link.open && !link.staleSince && !link.blankSince ? store.silent() : [];

/** Every second while the page is seen: for clocks. */
export function onTick(listener, signal) { bus.addEventListener("tick", listener, { signal }); }

/**
 * Follows a job's log on the same stream; null ends it.
 * @param {import("./followed.js").Feed} feed
 */
export function followLog(job, feed) {
  if (followed?.job === job && followed?.feed === feed) return;
  followed = job ? new Followed(job, feed) : null;
  if (source) open();
}

export function unfollowLog(feed) { if (followed?.feed === feed) followLog(null); }

export function connect() {
  document.addEventListener("visibilitychange", () => document.hidden ? close() : open());
  setInterval(() => {
    if (document.hidden) return;
    const [quiet, since] = [Date.now() - begunAt, begunAt + store.ahead];
    if (quiet > SILENCE) open();
    if (!link.open && quiet > SLOW) lost(since);
    if (silent().join() !== silence) changed();
    bus.dispatchEvent(new Event("tick"));
  }, 1000);
  if (!document.hidden) open();
}

function open() {
  close();
  begunAt = Date.now();
  source = new EventSource(`/api/events${followed?.query ?? ""}`);
  const on = (type, act) => source.addEventListener(type, ({ data }) => { act(JSON.parse(data)); heard(); });
  source.onopen = heard;
  source.onerror = dropped;
  on("ping", () => {});
  on("snapshot", snapshot => { store.snapshot(snapshot); Object.assign(link, NOW); changed(); });
  on("change", change => { if (store.change(change)) changed(); });
  on("stale", stale);
  on("log", log => followed?.log(log));
  on("gap", gap => followed?.gap(gap));
}

function close() {
  source?.close();
  source = null;
  link.open = false;
}

function heard() {
  begunAt = Date.now();
  heardAt = store.now();
}

/** The first word of it counts: later ones differ by the second that passed. */
function stale({ seconds, blank = false }) {
  link.staleSince = seconds > 0 ? link.staleSince ?? store.now() - seconds * 1000 : null;
  link.blankSince = blank ? link.blankSince ?? store.now() : null;
  changed();
}

/** A proxy's error page ends an EventSource for good; the browser tries again only after a dropped connection. */
function dropped() {
  lost();
  if (source?.readyState !== EventSource.CLOSED) return;
  setTimeout(() => { if (source?.readyState === EventSource.CLOSED) open(); }, 3000);
}

/** What was last heard counts, not when somebody noticed. */
function lost(since = store.now()) {
  const isNews = link.open || !link.lostAt;
  link.open = false;
  link.lostAt ??= heardAt ?? since;
  link.missedAt ??= since;
  if (isNews) changed();
}

/** Lets every listener look again, for what is decided on the page itself. */
export function refresh() { changed(); }

/** Messages come in bursts, and a listener does all of the page: they are told together, before the next paint. */
const tell = perFrame(() => bus.dispatchEvent(new Event("state")));

function changed() {
  silence = silent().join();
  tell();
}
