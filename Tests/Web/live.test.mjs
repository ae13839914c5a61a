import assert from "node:assert/strict";
import { mock, test } from "node:test";

/* The browser as far as the stream needs it: a clock, a page that can be hidden, streams that are played. */

const streams = [], frames = [];
class Stream extends EventTarget {
  static CLOSED = 2;
  readyState = 0;
  constructor(url) { super(); this.url = url; streams.push(this); }
  close() { this.readyState = Stream.CLOSED; }
  up() { this.readyState = 1; this.onopen(); }
  says(type, data = {}) { this.dispatchEvent(Object.assign(new Event(type), { data: JSON.stringify(data) })); }
  drops(state = 0) { this.readyState = state; this.onerror(); }
}

const START = Date.parse("2026-11-22T20:34:00Z");
mock.timers.enable({ apis: ["Date", "setInterval", "setTimeout"], now: START });
globalThis.EventSource = Stream;
globalThis.requestAnimationFrame = act => frames.push(act);
globalThis.document = Object.assign(new EventTarget(), { hidden: false });
const { connect, followLog, link, onState, silent, store } = await import("../../WebUI/wwwroot/lib/live.js");

const stream = () => streams.at(-1);
const paint = () => { for (const act of frames.splice(0)) act(); };
const wait = seconds => { for (let i = 0; i < seconds; i++) { mock.timers.tick(1000); paint(); } };
const hide = hidden => { document.hidden = hidden; document.dispatchEvent(new Event("visibilitychange")); };
const at = seconds => START + seconds * 1000;

/** A page whose stream has just begun, `ahead` seconds behind the panel's clock. */
function begin(ahead = 0) {
  mock.timers.setTime(START);
  hide(true);
  Object.assign(link, { lostAt: null, missedAt: null, staleSince: null, blankSince: null });
  hide(false);
  stream().up();
  stream().says("snapshot", { now: new Date(at(ahead)).toISOString(), keys: {} });
}

connect();

test("What is told is known, and a stream that is open is not missed", () => {
  begin();
  stream().says("change", { key: "swap", rev: 1, value: "a" });

  assert.equal(store.get("swap"), "a");
  assert.deepEqual([link.open, link.lostAt], [true, null]);
});

test("A dropped stream tells when it last said something, not when that was noticed", () => {
  begin();
  wait(7);
  stream().says("ping");
  wait(5);
  stream().drops();
  wait(3);

  assert.deepEqual([link.open, link.lostAt, link.missedAt], [false, at(7), at(12)]);
  stream().up();
  stream().says("snapshot", { keys: {} });
  assert.deepEqual([link.open, link.lostAt, link.missedAt], [true, null, null]);
});

test("Times are the panel's where this browser's clock is wrong", () => {
  begin(-240);
  stream().says("stale", { seconds: 30 });
  stream().drops();

  assert.deepEqual([store.now(), link.lostAt, link.staleSince], [at(-240), at(-240), at(-270)]);
});

test("A stream that stands and says nothing is begun anew once, and missed since its last word", () => {
  begin();
  const before = streams.length;
  wait(26);

  assert.equal(streams.length, before + 1);
  assert.deepEqual([link.open, link.lostAt, link.missedAt], [false, at(0), at(0)]);
  wait(20);
  assert.equal(streams.length, before + 1);
});

test("A page that comes back over a slow link waits for it, and says so", () => {
  begin();
  hide(true);
  wait(600);
  hide(false);
  const before = streams.length;
  wait(2);
  assert.equal(link.lostAt, null);
  wait(15);

  assert.equal(streams.length, before);
  assert.deepEqual([link.lostAt, link.missedAt], [at(0), at(600)]);
  stream().up();
  assert.deepEqual([link.open, link.lostAt], [false, at(0)]);
  stream().says("snapshot", { keys: {} });
  assert.deepEqual([link.open, link.lostAt], [true, null]);
});

test("What a page knew before it was hidden is no news when it comes back", () => {
  begin();
  const observed = seconds =>
    ({ "service:vllm": { rev: 1, observed_at: new Date(at(seconds)).toISOString(), value: {} } });
  stream().says("snapshot", { now: new Date(at(0)).toISOString(), keys: observed(0) });
  hide(true);
  wait(60);
  const told = [];
  const over = new AbortController();
  onState(() => told.push(silent().join()), over.signal);
  hide(false);
  stream().up();
  wait(1);
  assert.deepEqual(told, []);

  stream().says("snapshot", { now: new Date(at(61)).toISOString(), keys: observed(60) });
  paint();
  assert.deepEqual(told, [""]);
  over.abort();
});

test("A hidden page holds no stream", () => {
  begin();
  hide(true);
  assert.deepEqual([stream().readyState, link.open], [Stream.CLOSED, false]);
});

test("An answer that ends the stream for good is tried again", () => {
  begin();
  const before = streams.length;
  stream().drops(Stream.CLOSED);
  wait(4);
  assert.equal(streams.length, before + 1);
});

test("The first word of an outage counts, its end ends it", () => {
  begin();
  stream().says("stale", { seconds: 4, blank: false });
  wait(10);
  stream().says("stale", { seconds: 15, blank: false });
  assert.equal(link.staleSince, at(-4));
  stream().says("stale", { seconds: 0, blank: false });
  assert.equal(link.staleSince, null);
});

test("A panel that has not come to Redis says so, which is not the same as an old state", () => {
  begin();
  stream().says("stale", { seconds: 0, blank: true });
  assert.deepEqual([link.staleSince, link.blankSince], [null, at(0)]);
  stream().says("stale", { seconds: 0 });
  assert.equal(link.blankSince, null);
});

test("A log is followed from the line that is wanted next, each line once, what is missing is said", () => {
  begin();
  const told = [];
  const feed = {
    lines: (from, lines) => told.push([from, ...lines]), gap: (from, to) => told.push(`${from} to ${to}`)
  };
  followLog("s-1", feed);
  const says = (type, more) => stream().says(type, { job: "s-1", ...more });
  says("log", { from: 1, lines: ["a", "b"] });
  says("log", { from: 2, lines: ["b", "c"] });
  says("gap", { from: 3, to: 9 });
  says("log", { from: 12, lines: ["l"] });
  stream().says("log", { job: "s-0", from: 1, lines: ["of another"] });

  assert.deepEqual(told, [[1, "a", "b"], [3, "c"], "4 to 9", "10 to 11", [12, "l"]]);
  hide(true);
  hide(false);
  assert.match(stream().url, /\?log=s-1&from=13$/);
});

test("What comes before the next paint is told together", () => {
  begin();
  paint();
  const told = [], over = new AbortController();
  onState(() => told.push(store.get("swap")), over.signal);
  for (const value of ["c", "d", "e"]) stream().says("change", { key: "swap", rev: value.charCodeAt(0), value });
  paint();

  assert.deepEqual(told, ["e"]);
  over.abort();
});

test("Each change of state is told once", () => {
  begin();
  paint();
  let times = 0;
  onState(() => times++);
  const change = { key: "swap", rev: 9, value: "b" };
  stream().says("change", change);
  stream().says("change", change);
  wait(20);
  assert.equal(times, 1);
});
