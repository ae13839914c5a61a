import assert from "node:assert/strict";
import { test } from "node:test";
import { axis, short } from "../../WebUI/wwwroot/lib/fit-axis.js";
import { fit, fitNote } from "../../WebUI/wwwroot/lib/fit.js";

const GIB = 2 ** 30;
const node = (kv, more = {}) => ({ total_bytes: 122 * GIB, system_bytes: 6 * GIB, weights_bytes: 63 * GIB,
  engine_bytes: 5 * GIB, kv_cache_bytes: kv * GIB, limit_bytes: 85 * GIB, spare_bytes: (85 - 68 - kv) * GIB, ...more });
const answer = (nodes, more = {}) => ({ verdict: "fits", reason: "It fits.", measured: true,
  largest_max_model_len: 139264, smallest_gpu_memory_utilization: 0.7, learned_loads: 14, nodes, ...more });

test("The parts of a Spark stand one after the other up to the limit", () => {
  const { bars: [bar], state, title } = fit(answer({ spark1: node(16) }));
  assert.deepEqual(bar.parts, [{ part: "system", at: 0, size: 6 }, { part: "weights", at: 6, size: 63 },
    { part: "engine", at: 69, size: 5 }, { part: "kv", at: 74, size: 16 }]);
  assert.deepEqual([bar.limit, bar.of, state, title], [91, 122, "serving", "1.0 GiB to spare on Spark 1"]);
  assert.equal(bar.said, "Spark 1, planned memory in GiB: system 6.0, weights 63.0, engine 5.0 and KV cache 16.0;"
    + " limit 85.0 of 122.0");
});

test("What lies beyond the limit is a part of its own", () => {
  const { bars: [bar], title } = fit(answer({ spark1: node(25) }, { verdict: "does_not_fit" }));
  assert.deepEqual(bar.parts.at(-2), { part: "kv", at: 74, size: 17 });
  assert.deepEqual(bar.parts.at(-1), { part: "over", at: 91, size: 8 });
  assert.equal(title, "Spark 1 lacks 8.0 GiB");
});

test("No part is drawn outside of its Spark", () => {
  for (const kv of [0, 16, 40, 400]) for (const limit of [85, 122, 200, null])
    for (const { at, size } of fit(answer({ spark1: node(kv, { limit_bytes: limit && limit * GIB }) })).bars[0].parts)
      assert.ok(at >= 0 && size > 0 && at + size <= 122.0001, `${kv} ${limit} ${at} ${size}`);
});

test("What is not known is named and not drawn as nothing", () => {
  const { bars: [bar], title } = fit(answer({ spark1: node(0, { weights_bytes: null, kv_cache_bytes: null,
    limit_bytes: null, spare_bytes: null }) }, { verdict: "unknown" }));
  assert.deepEqual(bar.parts.map(({ part }) => part), ["system", "engine"]);
  assert.match(bar.said, /weights unknown, engine 5\.0 and KV cache unknown; limit unknown/);
  assert.deepEqual([bar.caption[0], title], ["unknown", "How much is left is not known"]);
});

const SPARES = [[[1, 1], "1.0 GiB to spare on each Spark"],
  [[1, 3], "1.0 GiB on Spark 1 and 3.0 GiB on Spark 2 to spare"],
  [[-2, 1], "Spark 1 lacks 2.0 GiB"], [[-2, -3], "Spark 1 lacks 2.0 GiB and Spark 2 lacks 3.0 GiB"]];
for (const [[one, two], words] of SPARES)
  test(`What is left is told as: ${words}`, () => assert.equal(fit(answer({ spark2: node(0, { spare_bytes: two * GIB }),
    spark1: node(0, { spare_bytes: one * GIB }) })).title, words));

test("A Spark that will not have the share free at the start says so, and what is not free is drawn", () => {
  const full = node(10, { system_bytes: 40 * GIB, spare_bytes: -3 * GIB });
  const { bars: [bar], title, largest } = fit(answer({ spark1: full }, { verdict: "does_not_fit" }));
  assert.equal(title, "Spark 1 lacks 3.0 GiB at its start");
  assert.deepEqual([bar.limit, bar.parts.at(-1)], [122, { part: "over", at: 119, size: 3 }]);
  assert.ok(bar.parts.at(-2).at + bar.parts.at(-2).size <= 119);
  assert.match(bar.said, /; limit 85\.0 of 122\.0; 3\.0 of it will not be free$/);
  assert.equal(largest, null); // no context frees what somebody else holds
});

test("The title is of the same reason as the verdict", () => {
  const said = (more, context) =>
    fit(answer({ spark1: node(0, { spare_bytes: 17 * GIB, ...more.node }) }, more), context).title;
  assert.equal(said({ verdict: "does_not_fit", max_positions: 32768 }, { asked: 65536 }),
    "The model ends at 32,768 tokens");
  assert.equal(said({ verdict: "does_not_fit" }), "Not with these settings");
  assert.equal(said({ verdict: "unknown" }), "How much is left is not known");
  assert.equal(said({ verdict: "tight", node: { system_bytes: null } }), "What Spark 1 will have free is not known");
  assert.equal(said({ verdict: "fits" }), "17.0 GiB to spare on Spark 1");
});

const BYTES = GIB / 4096;
const cache = (context, more = {}) => fit(answer({ spark1: node(16) }, { cache_bytes_per_token: BYTES,
  max_positions: 131072, ...more }), context).bars[0].parts.find(({ part }) => part === "kv")?.size;

test("While a context is chosen the cache moves with it, before its fit is known", () => {
  assert.equal(cache({ asked: 65536, now: 65536 }), 16);
  assert.equal(cache({ asked: 65536, now: 49152 }), 12);
  assert.equal(cache({ asked: null, now: 65536 }, {}), undefined); // the model's own was judged; half of it is nothing
  assert.equal(cache({ asked: 65536, now: null }, { max_positions: 61440 }), 15);
  assert.equal(cache({ asked: 65536, now: 49152 }, { cache_bytes_per_token: undefined }), 16);
  assert.equal(fit(answer({ spark1: node(16) }, { cache_bytes_per_token: BYTES }), { asked: 65536, now: 4096 }).title,
    "1.0 GiB to spare on Spark 1");
});

test("Measured and estimated are told apart", () => {
  assert.equal(fit(answer({})).learned, "Learned from 14 good loads.");
  assert.match(fit(answer({}, { measured: false, learned_loads: 0 })).learned, /^An estimate: no good load of these/);
  assert.match(fit(answer({}, { measured: false, learned_loads: 2 })).learned, /^An estimate: no good load was quite/);
  assert.deepEqual([fit(answer({})).share, fit(answer({}, { smallest_gpu_memory_utilization: null })).share],
    ["0.70", null]);
});

const ticks = known => axis(known).ticks.map(({ text }) => text);

test("The axis holds what is set, the catalog's value and the largest that fits", () => {
  const { min, max } = axis({ now: 131072, catalog: 32768, largest: 139264 });
  assert.deepEqual([min, max], [4096, 262144]);
  assert.deepEqual(ticks({ now: 131072, catalog: 32768, largest: 139264 }), ["4k", "139k fits", "262k"]);
  assert.deepEqual(ticks({ now: null, catalog: 32768, largest: null }), ["4k", "32k"]);
});

test("The axis ends at what the model can, and holds more only where that is set", () => {
  const ends = known => { const { min, max } = axis({ now: 32768, catalog: null, largest: 24576, ...known });
    return [min, max]; };
  assert.deepEqual(ends({ most: 40960 }), [4096, 40960]);
  assert.deepEqual(ends({ most: 40960, now: 65536 }), [4096, 65536]);
  assert.deepEqual(ends({ most: 2048, now: null }), [1024, 2048]);
});

test("Under a hand the axis stays as it is, whatever is chosen and learnt", () => {
  const held = axis({ now: 131072, catalog: null, largest: 40960 });
  const moved = axis({ now: 60000, catalog: null, largest: 20480, most: 65536 }, held);
  assert.deepEqual([moved.min, moved.max, moved.ticks.map(({ text }) => text)], [4096, 131072, ["20k fits", "131k"]]);
});

test("Words below the axis do not run into each other", () => {
  assert.deepEqual(ticks({ now: 131072, catalog: 131072, largest: 131072 }), ["4k", "131k fits"]);
  assert.deepEqual(ticks({ now: 131072, catalog: 131072, largest: 8192 }), ["8k fits", "131k"]);
});

test("A small context, and one without end, still have an axis", () => {
  for (const now of [1, 500, 4096, 100_000_000]) {
    const { min, max } = axis({ now, catalog: null, largest: null });
    assert.ok(min > 0 && min < max, `${now}: ${min} to ${max}`);
  }
});

test("Contexts are short on an axis, and a card says only what does not fit well", () => {
  assert.deepEqual([short(139264), short(512)], ["139k", "512"]);
  assert.deepEqual([fitNote(answer({})), fitNote(null), fitNote(answer({}, { verdict: "tight", reason: "Tight." }))],
    [null, null, "Tight."]);
});
