import assert from "node:assert/strict";
import { test } from "node:test";
import { bars, inWords, share, strip } from "../../WebUI/wwwroot/lib/uptime.js";

const QUARTER = 900;
const BEGIN = Date.parse("2026-11-25T00:00:00Z");

/** Ten buckets of a quarter of an hour, all up but for what is said, by number. */
const buckets = said => Array.from({ length: 10 }, (_, i) => {
  const { down = 0, planned = 0, unknown = 0 } = said[i] ?? {};
  return { at: new Date(BEGIN + i * QUARTER * 1000).toISOString(), up_seconds: QUARTER - down - planned - unknown,
    down_seconds: down, planned_seconds: planned, unknown_seconds: unknown };
});

test("An outage over several buckets is one piece, as long as it was", () => {
  const pieces = strip(buckets({ 4: { down: 450 }, 5: { down: 900 }, 6: { down: 90 } }));

  assert.deepEqual(pieces.map(({ state, at, size }) => [state, at, Math.round(size * 10) / 10]), [["down", 45, 16]]);
});

test("What stands alone begins with its bucket, and kinds do not mix", () => {
  const pieces = strip(buckets({ 2: { down: 450 }, 3: { planned: 900 } }));

  assert.deepEqual(pieces.map(({ state, at, size }) => [state, at, size]), [["planned", 30, 10], ["down", 20, 5]]);
});

test("Reports of failures are ticks; good ones and those too near to be told apart are none", () => {
  const at = seconds => new Date(BEGIN + seconds * 1000).toISOString();
  const reports = [{ ok: false, at: at(4500) }, { ok: false, at: at(4501) }, { ok: true, at: at(100) },
    { ok: false, at: at(-60) }];

  assert.deepEqual(strip(buckets({}), reports).map(({ state, at: x }) => [state, x]), [["report", 50]]);
});

test("A day of which nobody knows a bucket draws nothing", () => {
  assert.deepEqual([strip([]), bars([])], [[], []]);
});

test("A bar stands as high as its outage was long", () => {
  const found = bars(buckets({ 1: { down: 450 }, 2: { planned: 60 }, 3: { unknown: 800 } })).slice(0, 4);

  assert.deepEqual(found.map(({ state, down }) => [state, down]),
    [[null, 0], ["down", 0.5], ["planned", 0], ["unknown", 0]]);
});

const SHARES = [
  [{ name: "magpie", up_fraction: 0.98799, down_seconds: 1037 }, "98.7 %"],
  [{ name: "magpie", up_fraction: 0.99999, down_seconds: 1 }, "99.9 %"],
  [{ name: "vllm", up_fraction: 1, down_seconds: 0, planned_seconds: 60 }, "100 % but for swaps"],
  [{ name: "magpie", up_fraction: 1, down_seconds: 0, planned_seconds: 60 }, "100 % but for planned stops"],
  [{ name: "magpie", up_fraction: 1, down_seconds: 0, planned_seconds: 0, unknown_seconds: 60 },
    "100 % of what was seen"],
  [{ name: "magpie", up_fraction: null, down_seconds: 0 }, "unknown"]
];
for (const [service, words] of SHARES)
  test(`The share of a day is told as "${words}"`, () => assert.equal(share(service), words));

test("The lane is told in words, with how long it was", () => {
  const day = { buckets: buckets({ 4: { down: 400 }, 5: { down: 380 }, 8: { planned: 9 } }), unknown_seconds: 0 };

  assert.equal(inWords(day, [{ ok: false }, { ok: true }]), "one outage of 13 min, one planned stop, one report");
  assert.equal(inWords({ buckets: buckets({}), unknown_seconds: 4200 }), "no outage, unknown for 1 h 10 min");
});
