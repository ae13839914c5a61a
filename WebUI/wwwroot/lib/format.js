/* Figures and times as a person reads them. What is not known is null or "unknown", never 0. */

const GIB = 2 ** 30;
const MINUTE = 60_000;

/** 310000 → "5:10"; from an hour on "1:02:05". */
export function duration(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = n => String(n).padStart(2, "0");
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return h ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** Bytes as GiB with one digit: memory, where 0.5 decides. */
export function gib(bytes) {
  const value = bytes / GIB;
  return value.toLocaleString("en", { maximumFractionDigits: 1, minimumFractionDigits: 1 });
}

/** Weights on disk: whole GiB from ten on. */
export function size(bytes) {
  const value = bytes / GIB;
  if (value >= 1024) return `${(value / 1024).toLocaleString("en", { maximumFractionDigits: 1 })} TiB`;
  return `${value.toLocaleString("en", { maximumFractionDigits: value < 10 ? 1 : 0 })} GiB`;
}

/** "84 of 136 GiB", in the unit of the whole; "84 MiB" where the whole is not known. */
export function sizeOf(done, whole) {
  const unit = Math.max(0, Math.min(4, Math.floor(Math.log2(Math.max(whole ?? done, 1)) / 10)));
  const value = bytes => (bytes / 2 ** (10 * unit)).toLocaleString("en",
    { maximumFractionDigits: bytes < 10 * 2 ** (10 * unit) ? 1 : 0 });
  const name = ["bytes", "KiB", "MiB", "GiB", "TiB"][unit];
  return whole == null ? `${value(done)} ${name}` : `${value(done)} of ${value(whole)} ${name}`;
}

/** Bytes a second as networks count them: "118 MB/s", "1.2 GB/s". */
export function rate(bytesPerSecond) {
  const power = Math.max(1, Math.min(3, Math.floor(Math.log10(Math.max(bytesPerSecond, 1)) / 3)));
  const value = bytesPerSecond / 1000 ** power;
  const unit = ["", "kB", "MB", "GB"][power];
  return `${value.toLocaleString("en", { maximumFractionDigits: value < 10 ? 1 : 0 })} ${unit}/s`;
}

export const count = n => n.toLocaleString("en");
export const plural = (n, one, many = `${one}s`) => `${count(n)} ${n === 1 ? one : many}`;

/** 1 → "One", up to twelve; then the figure. */
export function word(n) {
  const words = ["No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven",
    "Twelve"];
  return words[n] ?? count(n);
}

export const lower = text => text.charAt(0).toLowerCase() + text.slice(1);

const clocks = {
  minute: new Intl.DateTimeFormat(undefined, { timeStyle: "short" }),
  second: new Intl.DateTimeFormat(undefined, { timeStyle: "medium" }),
  weekday: new Intl.DateTimeFormat("en", { weekday: "long" }),
  date: new Intl.DateTimeFormat("en", { day: "numeric", month: "long" })
};

/** A time of day in the browser's locale. */
export const clock = at => clocks.minute.format(new Date(at));
export const clockSeconds = at => clocks.second.format(new Date(at));

/** "18:20" today, with seconds where they matter; "Saturday 18:20" within a week, else "13 November, 18:20". */
export function moment(at, now = Date.now(), exact = false) {
  const then = new Date(at);
  if (then.toDateString() === new Date(now).toDateString()) return exact ? clockSeconds(at) : clock(at);
  const age = now - then;
  return age >= 0 && age < 6 * 24 * 60 * MINUTE
    ? `${clocks.weekday.format(then)} ${clock(at)}`
    : `${clocks.date.format(then)}, ${clock(at)}`;
}

/**
 * Times one below the other: the day stands where it is not that of the one before, and before the first if it is not
 * today.
 * @param {(string | number)[]} times @param {(at) => string} tell the time of day
 */
export function dated(times, now, tell) {
  const day = at => new Date(at).toDateString();
  return times.map((at, i) => day(at) === day(i > 0 ? times[i - 1] : now) ? tell(at)
    : `${clocks.date.format(new Date(at))}, ${tell(at)}`);
}

/** "just now", "4 minutes ago", "2 hours ago", "3 days ago". */
export function ago(at, now = Date.now()) {
  const minutes = Math.floor((now - new Date(at)) / MINUTE);
  if (minutes < 1) return "just now";
  if (minutes < 90) return `${plural(minutes, "minute")} ago`;
  if (minutes < 36 * 60) return `${plural(Math.round(minutes / 60), "hour")} ago`;
  return `${plural(Math.round(minutes / 1440), "day")} ago`;
}

/** How long something lasted: "40 s", "17 min 40 s", "3 h 5 min", "2 days 4 h". */
export function lasted(ms) {
  const seconds = Math.max(0, Math.round(ms / 1000));
  const parts = (a, one, b, other) => `${a} ${one}${b ? ` ${b} ${other}` : ""}`;
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return parts(Math.floor(seconds / 60), "min", seconds % 60, "s");
  const minutes = Math.round(seconds / 60);
  if (minutes < 48 * 60) return parts(Math.floor(minutes / 60), "h", minutes % 60, "min");
  const hours = Math.round(minutes / 60);
  return parts(Math.floor(hours / 24), "days", hours % 24, "h");
}

/** "2:40 to 3:10", or one figure where both are the same. */
export function span(fromMs, toMs) {
  const [from, to] = [duration(fromMs), duration(toMs)];
  return from === to ? from : `${from} to ${to}`;
}

/**
 * What is left until a band of two times, rounded outward: "6 to 8 minutes", "less than a minute".
 * @returns {string | null} null when the band is over
 */
export function left(from, to, now = Date.now()) {
  const [first, last] = [new Date(from) - now, new Date(to) - now];
  if (last <= 0) return null;
  if (last < MINUTE) return "less than a minute";
  const [a, b] = [Math.max(0, Math.floor(first / MINUTE)), Math.ceil(last / MINUTE)];
  if (a === 0) return b === 1 ? "about a minute" : `at most ${b} minutes`;
  return a === b ? plural(a, "minute") : `${a} to ${b} minutes`;
}

/** "between 21:46 and 21:48", "at about 21:46" where both fall into one minute. */
export function between(from, to) {
  const [a, b] = [clock(from), clock(to)];
  return a === b ? `at about ${a}` : `between ${a} and ${b}`;
}

/** How many of a model's loads the p90 of them says: "9 of 10 loads" where there are that many, else what it is. */
export function mostOf(loads) {
  if (loads >= 10) return "9 of 10 loads";
  return loads === 1 ? "its one load" : `${loads - 1} of its ${loads} loads`;
}

export const nodeName = node => ({ spark1: "Spark 1", spark2: "Spark 2", panel: "the panel" })[node] ?? node;

/* The API names Sparks by their keys, as programs do; a host or a path that begins like a key is none. */
const spoken = words => words.replace(/(?<![\w./:@-])spark[12](?![\w/-]|[.:]\w)/g, key => nodeName(key));

/** Words that another wrote, as a sentence: "" for none. */
export const full = words => !words ? "" : spoken(/[.!?]$/.test(words) ? words : `${words}.`);

/** Words that another wrote, as a headline. */
export const headline = words => spoken(words.replace(/\.$/, ""));

/** Words joined as a person would: "a", "a and b", "a, b and c". */
export function list(words) {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}
