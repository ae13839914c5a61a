import { Store } from "./store.js";

/** One EventSource → one store → one "state" event. The page's only source of what is. */

export const store = new Store();
const bus = new EventTarget();

/** How old the state is: the stream is open, gone since a time, or told us that Redis is away. */
export const link = { open: false, lostAt: null, staleSince: null };

/** A panel that lives says something every 10 s. */
const SILENCE = 25_000;

let source = null;
let heardAt = 0;
let followed = null; // { job, next, feed }

export function onState(listener, signal) { bus.addEventListener("state", listener, { signal }); }

/** Every second while the page is seen: for clocks. */
export function onTick(listener, signal) { bus.addEventListener("tick", listener, { signal }); }

/**
 * Follows a job's log on the same stream; null ends it.
 * Lines count from 1.
 * @param {{ lines(from: number, lines: object[]): void, gap(from: number, to: number): void }} feed
 */
export function followLog(job, feed) {
  if (followed?.job === job && followed?.feed === feed) return;
  followed = job ? { job, next: 1, feed } : null;
  if (source) open();
}

export function unfollowLog(feed) { if (followed?.feed === feed) followLog(null); }

export function connect() {
  document.addEventListener("visibilitychange", () => document.hidden ? close() : open());
  setInterval(() => {
    if (document.hidden) return;
    if (link.open && Date.now() - heardAt > SILENCE) silent();
    bus.dispatchEvent(new Event("tick"));
  }, 1000);
  if (!document.hidden) open();
}

function open() {
  close();
  const query = followed ? `?log=${encodeURIComponent(followed.job)}&from=${followed.next}` : "";
  source = new EventSource(`/api/events${query}`);
  const on = (type, act) => source.addEventListener(type, ({ data }) => { heardAt = Date.now(); act(JSON.parse(data)); });
  source.onopen = () => { heardAt = Date.now(); Object.assign(link, { open: true, lostAt: null }); changed(); };
  on("ping", () => {});
  source.onerror = lost;
  on("snapshot", snapshot => { store.snapshot(snapshot); changed(); });
  on("change", change => { if (store.change(change)) changed(); });
  on("stale", ({ seconds }) => { link.staleSince = seconds > 0 ? Date.now() - seconds * 1000 : null; changed(); });
  on("log", ({ job, from, lines }) => { if (job === followed?.job) append(from, lines); });
  on("gap", ({ job, from, to }) => {
    if (job === followed?.job && to >= followed.next) gap(Math.max(from, followed.next), to);
  });
}

function close() { source?.close(); source = null; }

function lost() {
  Object.assign(link, { open: false, lostAt: link.lostAt ?? Date.now() });
  changed();
  // A proxy's error page ends an EventSource for good; the browser tries again only after a dropped connection.
  if (source?.readyState === EventSource.CLOSED) setTimeout(() => source?.readyState === EventSource.CLOSED
    && open(), 3000);
}

/** The connection stands, but nobody speaks: it is begun anew, and lost until somebody answers. */
function silent() {
  open();
  lost();
}

function append(from, lines) {
  if (from > followed.next) gap(followed.next, from - 1);
  const fresh = lines.slice(followed.next - from);
  if (fresh.length === 0) return;
  followed.feed.lines(followed.next, fresh);
  followed.next += fresh.length;
}

/** Lines from one number to another, both included, are not to be had. */
function gap(from, to) {
  followed.feed.gap(from, to);
  followed.next = to + 1;
}

/** Lets every listener look again, for what is decided on the page itself. */
export function refresh() { changed(); }

function changed() { bus.dispatchEvent(new Event("state")); }
