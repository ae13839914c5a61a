import assert from "node:assert/strict";
import { test } from "node:test";
import { axis, strip } from "../../WebUI/wwwroot/lib/lane.js";
import { bars, inWords, share } from "../../WebUI/wwwroot/lib/uptime.js";

const QUARTER = 900;
const BEGIN = Date.parse("2026-11-25T00:00:00Z");

/** Ten buckets of a quarter of an hour, all up but for what is said, by number. */
const buckets = said => Array.from({ length: 10 }, (_, i) => {
  const { down = 0, planned = 0, unknown = 0 } = said[i] ?? {};
  return { at: new Date(BEGIN + i * QUARTER * 1000).toISOString(), up_seconds: QUARTER - down - planned - unknown,
    down_seconds: down, planned_seconds: planned, unknown_seconds: unknown };
});

/** The last bucket is `passed` seconds old, of which the service was down for so many. */
const until = (passed, down, said = {}) => [...buckets(said).slice(0, 9), { ...buckets({})[9],
  up_seconds: passed - down, down_seconds: down }];
const END = { now: BEGIN + 10 * QUARTER * 1000 };
const at = (seconds, more = {}) => ({ now: BEGIN + (9 * QUARTER + seconds) * 1000, ...more });
const short = n => Math.round(n * 100) / 100;
const drawn = pieces => pieces.map(({ state, at: x, size }) => [state, short(x), short(size)]);

const JOINED = [
  ["An outage over several buckets is one piece, as long as it was",
    { 4: { down: 450 }, 5: { down: 900 }, 6: { down: 90 } }, [["down", 45, 16]]],
  ["A service that flaps is a piece in each bucket", { 4: { down: 30 }, 5: { down: 60 }, 6: { down: 30 } },
    [["down", 40, 0.33], ["down", 50, 0.67], ["down", 60, 0.33]]],
  ["One that nobody watched for a moment now and then is not unknown",
    { 1: { unknown: 9 }, 2: { unknown: 9 } }, [["unknown", 10, 0.1], ["unknown", 20, 0.1]]],
  ["What stands alone begins with its bucket, and kinds do not mix", { 2: { down: 450 }, 3: { planned: 900 } },
    [["planned", 30, 10], ["down", 20, 5]]]
];
for (const [name, said, pieces] of JOINED)
  test(name, () => assert.deepEqual(drawn(strip(buckets(said), [], END)), pieces));

test("The drawing ends now, not with the bucket that is in progress", () => {
  const [piece] = strip(until(90, 0, { 8: { down: 900 } }), [], at(90));

  assert.deepEqual(axis(until(90, 0), at(90).now).end, at(90).now);
  assert.equal(Math.round(piece.at + piece.size), 99);
});

const LASTING = [
  ["began in this bucket stands at the end", until(300, 120), at(300), [["down", 98.57, 1.43]]],
  ["goes on since another one is one piece", until(300, 300, { 8: { down: 450 } }), at(330), [["down", 90.75, 9.25]]],
  ["grows while nobody has read it", until(300, 0), at(360), [["down", 99.29, 0.71]]],
  ["came after another one does not join it", until(300, 60, { 8: { down: 900 } }), at(300),
    [["down", 85.71, 10.71], ["down", 99.29, 0.71]]]
];
for (const [name, day, when, pieces] of LASTING)
  test(`An outage in progress that ${name}`, () =>
    assert.deepEqual(drawn(strip(day, [], { ...when, isDown: true })), pieces));

test("Reports of failures are ticks; good ones and those too near to be told apart are none", () => {
  const iso = seconds => new Date(BEGIN + seconds * 1000).toISOString();
  const reports = [{ ok: false, at: iso(4500) }, { ok: false, at: iso(4501) }, { ok: true, at: iso(100) },
    { ok: false, at: iso(-60) }];

  assert.deepEqual(strip(buckets({}), reports, END).map(({ state, at: x }) => [state, x]), [["report", 50]]);
});

test("A day of which nobody knows a bucket draws nothing", () => {
  assert.deepEqual([strip([], [], END), bars([])], [[], []]);
});

test("A bar stands as high as its outage was long", () => {
  const found = bars(buckets({ 1: { down: 450 }, 2: { planned: 60 }, 3: { unknown: 800 } })).slice(0, 4);

  assert.deepEqual(found.map(({ state, down }) => [state, down]),
    [[null, 0], ["down", 0.5], ["planned", 0], ["unknown", 0]]);
});

const SHARES = [
  [{ name: "magpie", up_fraction: 0.98799, down_seconds: 1037 }, "98.7 %"],
  [{ name: "magpie", up_fraction: 0.99999, down_seconds: 1 }, "99.9 %"],
  [{ up_fraction: 1, down_seconds: 0, planned_seconds: 60 }, "100 %, 1 min planned"],
  [{ up_fraction: 1, down_seconds: 0, planned_seconds: 0, unknown_seconds: 60 }, "100 % of what was seen"],
  [{ up_fraction: 0.222, down_seconds: 700, planned_seconds: 60, unknown_seconds: 85_000 },
    "22.2 % of what was seen, 1 min planned"],
  [{ up_fraction: null, down_seconds: 0 }, "unknown"],
  [{ up_fraction: null, down_seconds: 0, planned_seconds: 60, unknown_seconds: 86_000 }, "unknown, 1 min planned"],
  [{ up_fraction: null, down_seconds: 0, planned_seconds: 7200, unknown_seconds: 0 }, "2 h planned"]
];
for (const [service, words] of SHARES)
  test(`The share of a day is told as "${words}"`, () => assert.equal(share(service), words));

test("The lane is told in words: how long it was, not how often, which nobody has counted", () => {
  const day = { buckets: buckets({ 4: { down: 400 }, 5: { down: 380 }, 8: { planned: 9 } }), unknown_seconds: 0 };

  assert.equal(inWords(day, [{ ok: false, count: 2 }, { ok: true, count: 5 }, { ok: false }]),
    "down for 13 min, planned for 9 s, three reports");
  assert.equal(inWords({ buckets: buckets({}), unknown_seconds: 4200 }), "no outage, unknown for 1 h 10 min");
});
