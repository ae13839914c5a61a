/**
 * What happened, newest first: headings of days, lines, and incidents that hold their own lines.
 * @typedef {{ kind: "day" | "line" | "incident", key: string, at: number, text?: string, entry?: object,
 *             incident?: object }} Item
 */

const days = {
  near: new Intl.DateTimeFormat("en", { weekday: "long" }),
  far: new Intl.DateTimeFormat("en", { weekday: "long", day: "numeric", month: "long" })
};

/**
 * @param {object[]} entries newest first
 * @param {object[]} incidents as listed, with their entries as far as these were read; none where they are not grouped
 * @param {{ now: number, isWhole: boolean }} at `isWhole`: no older line is left on the panel
 * @returns {Item[]}
 */
export function timeline(entries, incidents, { now, isWhole }) {
  const oldest = isWhole || entries.length === 0 ? -Infinity : Date.parse(entries.at(-1).at);
  const shown = incidents.map(incident => holding(incident, entries))
    .map(incident => ({ kind: "incident", key: incident.id, at: endOf(incident), incident }))
    .filter(({ at }) => at >= oldest);
  const held = new Set(shown.flatMap(({ incident }) => incident.entries.map(({ id }) => id)));
  const lines = entries.filter(({ id }) => !held.has(id))
    .map(entry => ({ kind: "line", key: entry.id, at: Date.parse(entry.at), entry }));
  const items = [...shown, ...lines].sort((a, b) => b.at - a.at);
  return items.flatMap((item, i) => {
    const day = dayOf(item.at);
    return i > 0 && dayOf(items[i - 1].at) === day ? [item]
      : [{ kind: "day", key: day, at: item.at, text: dayName(item.at, now) }, item];
  });
}

/** An incident with what of the log is its own, oldest first: what was counted up since it was read is newer there. */
function holding(incident, entries) {
  const { entry_ids: listed, entries: read = [] } = incident;
  const ids = new Set([...listed ?? [], ...read.map(({ id }) => id)]);
  const own = entries.filter(entry => ids.has(entry.id) || !listed && isWithin(entry, incident));
  const had = new Set(own.map(({ id }) => id));
  const all = [...read.filter(({ id }) => !had.has(id)), ...own.toReversed()];
  return { ...incident, entries: all.sort((a, b) => Date.parse(a.at) - Date.parse(b.at)) };
}

/** Where the panel does not say which lines an incident has, its time and its services do. */
function isWithin({ at, service }, { begin, end, services }) {
  const time = Date.parse(at);
  return services.includes(service) && time >= Date.parse(begin) && (!end || time <= Date.parse(end));
}

/** One that lasts stands above all that has happened since. */
const endOf = ({ begin, end, entries }) => end ? Date.parse(end)
  : Math.max(...entries.map(({ at }) => Date.parse(at)), Date.parse(begin) || 0);

/** @param {Item[]} items @returns {{ key: string, text: string, items: Item[] }[]} each day with what happened in it */
export function byDay(items) {
  const days = [];
  for (const item of items) {
    if (item.kind === "day") days.push({ key: item.key, text: item.text, items: [] });
    else days.at(-1).items.push(item);
  }
  return days;
}

const dayOf = at => new Date(at).toDateString();

/** "Today", "Yesterday", "Monday" of this week, else "Monday 16 November", in this browser's zone. */
export function dayName(at, now) {
  const midnight = new Date(now);
  midnight.setHours(0, 0, 0, 0);
  if (at >= midnight.getTime()) return "Today";
  midnight.setDate(midnight.getDate() - 1);
  if (at >= midnight.getTime()) return "Yesterday";
  midnight.setDate(midnight.getDate() - 4);
  return (at >= midnight.getTime() ? days.near : days.far).format(new Date(at));
}

/**
 * The newest page over what is there: lines that were there stay, a report that was counted again is new.
 * @returns {object[] | null} null when lines may be missing between the two
 */
export function merge(fresh, had) {
  const ids = new Set(fresh.map(({ id }) => id));
  const old = had.filter(({ id }) => !ids.has(id));
  return had.length > 0 && old.length === had.length ? null : [...fresh, ...old];
}

/** What the filter of the page asks of the panel. */
export const KINDS = { all: null, outages: "transition,warning", reports: "report", swaps: "swap",
  actions: "action,update" };

/** @param {{ filter: string, q: string }} wish @param {Record<string, string | number | null>} more */
export function query({ filter, q }, more = {}) {
  const wanted = Object.entries({ kind: KINDS[filter], q: q.trim(), ...more }).filter(([, value]) => value);
  return `/api/connectivity?${new URLSearchParams(wanted)}`;
}
