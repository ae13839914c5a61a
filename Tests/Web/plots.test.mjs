import assert from "node:assert/strict";
import { test } from "node:test";
import { clock } from "../../WebUI/wwwroot/lib/format.js";
import { Series } from "../../WebUI/wwwroot/lib/series.js";
import { spark } from "../../WebUI/wwwroot/lib/spark.js";
import { tokenFigures } from "../../WebUI/wwwroot/lib/tokens.js";

const HOUR = 3_600_000;
const frame = { from: 0, to: HOUR };
const points = of => Array.from({ length: 720 }, (_, i) => [i * 5000, of(i)]);
const count = (text, part) => text.split(part).length - 1;

test("720 points become a short line that keeps a peak of 5 s", () => {
  const drawn = spark(points(i => i === 400 ? 140 : 12), { ...frame, high: 140 });

  assert.equal(drawn.most, 140);
  assert.match(drawn.line, / 0L/);
  assert.equal(count(drawn.line, "M"), 1);
  assert.ok(count(drawn.line, "L") < 490);
});

test("A time in which nothing was known is a gap, not a nought", () => {
  const drawn = spark(points(i => i > 300 && i < 360 ? null : 50), { ...frame, high: 100 });

  assert.equal(count(drawn.line, "M"), 2);
  assert.equal(count(drawn.area, "Z"), 2);
  assert.doesNotMatch(drawn.line, / 40/);
});

test("One missed sample tears no hole", () => {
  assert.equal(count(spark(points(i => i === 300 ? null : 50), frame).line, "M"), 1);
});

test("Nothing measured draws nothing; one value alone is a dot", () => {
  assert.deepEqual(spark([], frame), { line: "", area: "", most: null });
  assert.equal(spark([[HOUR / 2, 50]], { ...frame, high: 100 }).line, "M50 20h.4");
});

test("What lies outside of the frame is left out, and its top gives way to what is greater", () => {
  assert.equal(spark([[-1, 5], [HOUR + 1, 5]], frame).line, "");
  assert.equal(spark([[0, 200], [HOUR, 100]], { ...frame, high: 100 }).line, "M0 0h.4M100 20h.4");
});

test("A series goes on with what is seen, once for each moment", () => {
  const series = new Series("hour");
  series.read({ at: [new Date(0).toISOString(), new Date(5000).toISOString()],
    lines: { x: { mean: [1, null], max: null } } });
  series.add(7000, { x: 3 });
  series.add(11_000, { x: 2 });
  series.add(4000, { x: 9 });

  assert.deepEqual(series.line("x", 10), [[0, 10], [5000, 30], [10_000, 20]]);
  assert.deepEqual([series.last("x"), series.last("x", 10_001), series.last("never")],
    [{ value: 2, at: 10_000 }, null, null]);
  assert.deepEqual(series.line("never"), [[0, null], [5000, null], [10_000, null]]);
});

test("A minute is its greatest value, and a day ends after a day", () => {
  const series = new Series("day");
  series.read({ at: [new Date(0).toISOString()], lines: { x: { mean: [1], max: [4] } } });
  series.add(61_000, { x: 7 });
  series.add(66_000, { x: 5, y: 1 });

  assert.deepEqual(series.line("x"), [[0, 4], [60_000, 7]]);
  assert.deepEqual(series.line("y"), [[0, null], [60_000, 1]]);
  series.add(86_400_000 + 60_000, { x: 1 });
  assert.equal(series.line("x")[0][0], 60_000);
});

test("What was not seen for some samples has to be read anew", () => {
  const series = new Series("hour");
  assert.equal(series.isBehind(HOUR), false);
  series.add(0, { x: 1 });
  assert.deepEqual([series.isBehind(20_000), series.isBehind(60_000)], [false, true]);
});

const measured = new Series("hour");
measured.add(0, { first_token_p50_seconds: 0.38, inter_token_p50_seconds: 0.024, inter_token_p95_seconds: 0.031 });
const tokens = { generation_tokens_per_second: 0, kv_cache_fraction: 0.031, first_token_p50_seconds: null };

test("Token figures are of now, medians of the last requests that there were, with their time", () => {
  const [generation, first, kv, between] = tokenFigures(tokens, measured);

  assert.deepEqual([generation.value, first.value, kv.value, between.value], ["0", "0.38", "3.1", "24"]);
  assert.deepEqual([generation.note, kv.note], ["tok/s now", "% in use"]);
  assert.deepEqual([first.note, between.note], [`s median at ${clock(0)}`, `ms median, 31 p95 at ${clock(0)}`]);
});

test("A median of now has no time, and its own p95", () => {
  const now = { ...tokens, inter_token_p50_seconds: 0.02, inter_token_p95_seconds: null };

  assert.equal(tokenFigures(now, measured)[3].note, "ms median");
});

test("Medians of a model that is gone are forgotten", () => {
  const found = tokenFigures(tokens, measured, { since: 1 });

  assert.deepEqual([found[1], found[3]].map(({ value, note }) => [value, note]),
    [[null, "none in the last hour"], [null, "none in the last hour"]]);
});

test("While the panel is away nothing is said of now", () => {
  const notes = tokenFigures({ ...tokens, first_token_p50_seconds: 0.4 }, measured, { seenAt: 60_000 })
    .map(({ note }) => note);

  assert.deepEqual(notes.slice(0, 3),
    [`tok/s at ${clock(60_000)}`, `s median at ${clock(60_000)}`, `% in use at ${clock(60_000)}`]);
});

test("Where nobody can tell, no figure is shown", () => {
  const found = tokenFigures(null, new Series("hour"));

  assert.deepEqual(found.map(({ value }) => value), [null, null, null, null]);
  assert.deepEqual(found.map(({ note }) => note),
    ["unknown", "none in the last hour", "unknown", "none in the last hour"]);
});
