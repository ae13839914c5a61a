import assert from "node:assert/strict";
import { test } from "node:test";
import { layout, progressText, stageText } from "../../WebUI/wwwroot/lib/stages.js";
import { failed, load, START, stopped } from "./fixtures.mjs";

const now = seconds => START + seconds * 1000;
const states = ({ blocks }) => Object.fromEntries(blocks.map(({ id, state }) => [id, state]));

test("Blocks fill the time up to the median, the band goes on to 9 of 10 loads", () => {
  const time = layout(load(300), now(300));

  assert.equal(Math.round(time.blocks.at(-1).at + time.blocks.at(-1).size), 642_000);
  assert.deepEqual([time.band.from, time.band.to, time.of], [642_000, 745_000, 745_000]);
  assert.equal(time.now, 300_000);
});

test("Stages are done, present and to come", () => {
  const found = states(layout(load(300), now(300)));
  assert.deepEqual([found.distribute, found.weights, found.compile], ["done", "now", "next"]);
});

test("The clock waits at the end of the band", () => {
  assert.equal(layout(load(580), now(2000)).now, 745_000);
});

test("Widths do not depend on how far the load is", () => {
  const widths = seconds => layout(load(seconds), now(seconds)).blocks.map(({ size }) => size);
  assert.deepEqual(widths(10), widths(580));
});

test("Without a history every stage is as wide as the other and there is no band", () => {
  const time = layout(load(300, { usual: null, eta: null }), now(300));

  assert.deepEqual([time.history, time.band, new Set(time.blocks.map(({ size }) => size)).size], [false, null, 1]);
});

test("A failure breaks the stage it happened in, and the clock stands there", () => {
  const time = layout(failed(), now(9000));
  const broken = time.blocks.find(({ state }) => state === "broke");

  assert.equal(broken.id, "kv_cache");
  assert.equal(broken.tookMs, 7000);
  assert.equal(time.elapsedMs, 581_000);
  assert.ok(time.now > broken.at && time.now < broken.at + broken.size);
});

test("A stop that is done is done, and a load that was cancelled did not fail", () => {
  const ended = layout(stopped("stopped"), now(9000));
  assert.deepEqual([states(ended).preflight, states(ended).stopping], ["done", "done"]);
  assert.equal(states(layout(stopped("failed"), now(9000))).stopping, "broke");

  const swap = { ...failed(), phase: "cancelled" };
  swap.stages = swap.stages.map(stage => stage.phase === "failed" ? { ...stage, phase: "cancelled" } : stage);
  assert.equal(states(layout(swap, now(9000))).kv_cache, "cancelled");
});

test("A stage that was passed over is not left waiting", () => {
  const swap = load(300);
  swap.stages = swap.stages.filter(({ phase }) => phase !== "stopping");
  assert.equal(states(layout(swap, now(300))).stopping, "skipped");
});

test("Took is the time to the next stage", () => {
  const took = Object.fromEntries(layout(load(300), now(300)).blocks.map(({ id, tookMs }) => [id, tookMs]));
  assert.deepEqual([took.stopping, took.weights, took.compile], [24_000, 236_000, null]);
});

test("Progress is counted where it can be, else a share, else nothing", () => {
  assert.equal(progressText({ done: 31, total: 49, unit: "shards" }), "31 of 49 shards");
  assert.equal(progressText({ part: 0.639 }), "63 %");
  assert.equal(progressText({ part: null }), null);
  assert.equal(stageText(load(300)), "Weights, 59 of 98 shards");
});
