import assert from "node:assert/strict";
import { test } from "node:test";
import { begin, iso, play, taken, turn, wait } from "./browser.mjs";

begin();
const { link, store } = await import("../../WebUI/wwwroot/lib/live.js");
const { diskAnswer, modelsAnswer, updateAnswer } = await import("../../WebUI/wwwroot/lib/answers.js");

const vllm = since => ({ name: "vllm", verdict: "healthy", since: iso(since), model: { id: "m" }, tokens: {} });
const keys = (rev, known) => Object.fromEntries(Object.entries(known).map(([key, value]) => [key,
  { rev, observed_at: iso(0), value }]));
const state = (rev, known) =>
  store.snapshot({ now: iso(0), generation: "g", keys: keys(rev, { catalog: { models: [] }, ...known }) });

/** Looks, lets the answer come and the pause behind it pass. */
async function look(answer) {
  answer.look();
  await turn();
  await wait(1);
  return taken();
}

test("Nothing is asked before the panel has told its state", async () => {
  assert.deepEqual(await look(modelsAnswer), []);
});

test("The models are read once, and again when what they are made of has changed", async () => {
  play("/api/models", [{ key: "m" }]);
  state(1, { "service:vllm": vllm(0) });
  assert.deepEqual(await look(modelsAnswer), ["/api/models"]);
  assert.deepEqual([modelsAnswer.value, await look(modelsAnswer)], [[{ key: "m" }], []]);

  store.change({ key: "service:vllm", rev: 5, observed_at: iso(5), value: vllm(0) });
  assert.deepEqual(await look(modelsAnswer), []);
  store.change({ key: "catalog", rev: 6, observed_at: iso(6), value: { models: [] } });
  assert.deepEqual(await look(modelsAnswer), ["/api/models"]);
});

test("The models are read again when much of a Spark's memory is taken, and not for what always moves", async () => {
  const memory = (gib, state = "up") => store.change({ key: "node:spark1", rev: ++rev, observed_at: iso(rev),
    value: { link: { state }, mem_available_bytes: gib * 2 ** 30 } });
  let rev = 10;
  memory(100);
  await look(modelsAnswer);
  memory(101);
  assert.deepEqual(await look(modelsAnswer), []);
  memory(70);
  assert.deepEqual(await look(modelsAnswer), ["/api/models"]);
  memory(70, "down");
  assert.deepEqual(await look(modelsAnswer), ["/api/models"]);
});

test("While the Hub is asked how large weights are the models are read again, until it has said it", async () => {
  play("/api/models", [{ key: "m", fit: { verdict: "unknown", asked: true } }]);
  store.change({ key: "catalog", rev: 30, observed_at: iso(30), value: { models: [] } });
  assert.deepEqual(await look(modelsAnswer), ["/api/models"]);
  assert.deepEqual(await look(modelsAnswer), []);
  play("/api/models", [{ key: "m", fit: { verdict: "fits", asked: false } }]);
  await wait(5);
  assert.deepEqual(await look(modelsAnswer), ["/api/models"]);
  await wait(10);
  assert.deepEqual(await look(modelsAnswer), []);
  play("/api/models", [{ key: "m" }]);
});

test("What could not be read keeps what was known, and is read again", async () => {
  play("/api/disk", { nodes: {}, weights: [] });
  await look(diskAnswer);
  play("/api/disk", 503);
  store.change({ key: "disk", rev: 7, observed_at: iso(7), value: {} });
  await look(diskAnswer);
  assert.deepEqual([diskAnswer.problem.status, diskAnswer.value], [503, { nodes: {}, weights: [] }]);

  play("/api/disk", { nodes: {}, weights: [1] });
  await wait(6);
  assert.deepEqual([diskAnswer.problem, diskAnswer.value.weights], [null, [1]]);
  taken();
});

test("A job that moves has the update read again, and a link that was lost everything", async () => {
  play("/api/update", { upstream: null });
  await look(updateAnswer);
  const job = { id: "u-1", kind: "update", phase: "building", started_at: iso(0), ended_at: null };
  store.change({ key: "job:u-1", rev: 8, observed_at: iso(8), value: job });
  assert.deepEqual(await look(updateAnswer), ["/api/update"]);

  Object.assign(link, { lostAt: 1 });
  await look(updateAnswer);
  Object.assign(link, { lostAt: null });
  assert.deepEqual(await look(updateAnswer), ["/api/update"]);
});

test("What was saved is there at once, and is read again", async () => {
  taken();
  modelsAnswer.put({ key: "m", revision: "r2" });
  assert.deepEqual(modelsAnswer.value, [{ key: "m", revision: "r2" }]);
  await turn();
  assert.deepEqual(taken(), ["/api/models"]);
});

test("A list that was asked for before a save was answered takes nothing of it back, and is read once more", async () => {
  let open = () => {};
  const gate = new Promise(done => { open = done; });
  const lists = [[{ key: "m", revision: "r4" }], [{ key: "m", revision: "r3" }]];
  await wait(1);
  play("/api/models", async () => {
    const list = lists.pop();
    if (lists.length === 1) await gate;
    return list;
  });
  modelsAnswer.again();
  await turn();
  modelsAnswer.put({ key: "m", revision: "r4" });
  open();
  await turn();
  assert.deepEqual([modelsAnswer.value, modelsAnswer.problem], [[{ key: "m", revision: "r4" }], null]);

  taken();
  await wait(1);
  assert.deepEqual([taken(), modelsAnswer.value], [["/api/models"], [{ key: "m", revision: "r4" }]]);
});
