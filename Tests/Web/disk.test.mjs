import assert from "node:assert/strict";
import { test } from "node:test";
import { freeable, freed, readAt, rows } from "../../WebUI/wwwroot/lib/disk.js";
import { questions } from "../../WebUI/wwwroot/lib/questions.js";
import { load, model, settings, START, view, vllm } from "./fixtures.mjs";

const GIB = 2 ** 30, at = minutes => new Date(START - minutes * 60_000).toISOString();
const there = (gib, complete = true) => ({ bytes: gib * GIB, complete });
const weights = (name, nodes, more = {}) => ({ weights: name, models: [], nodes, loaded: false, last_loaded_at: null,
  freeable_bytes: Object.values(nodes).reduce((sum, { bytes }) => sum + bytes, 0), ...more });
const answer = (...all) => ({ nodes: { spark1: { free_bytes: 1, at: at(2) }, spark2: { free_bytes: 1, at: at(90) } },
  weights: all });
const seen = (more = {}) => view({ settings, catalog: { models: [model("m")] }, ...more });

test("Weights are told by Spark, with what is unfinished and what is not there", () => {
  const [row] = rows(answer(weights("org/m", { spark1: there(219), spark2: there(178, false) }, { models: ["m"] })),
    seen(), START);
  assert.deepEqual([row.title, row.cells], ["m", { spark1: "219 GiB", spark2: "178 GiB, unfinished" }]);
  assert.deepEqual(row.act, { text: "Delete", bytes: 397 * GIB, disabled: false });
  assert.equal(rows(answer(weights("a/b", { spark1: there(1) })), seen(), START)[0].cells.spark2, "none");
});

test("A Spark that was not asked has not said that it has none", () => {
  const known = { ...answer(weights("a/b", { spark1: there(48) })), nodes: { spark1: { free_bytes: 1, at: at(1) } } };
  assert.equal(rows(known, seen(), START)[0].cells.spark2, null);
  assert.equal(rows(known, seen({ settings: { ...settings, spark2: null } }), START)[0].cells.spark2, "");
});

test("What is in use, or being deleted, is not deleted", () => {
  const used = answer(weights("org/m", { spark1: there(1) }, { loaded: true }));
  assert.deepEqual([rows(used, seen(), START)[0].act.text, rows(used, seen(), START)[0].last], ["In use", "now"]);
  const jobs = [{ id: "x-1", kind: "deletion", weights: "org/m", requested_at: at(1), ended_at: null, nodes: {} }];
  assert.deepEqual(rows(answer(weights("org/m", { spark1: there(1) })), seen({ jobs }), START)[0].act,
    { text: "Being deleted", bytes: null, disabled: true });
});

test("A directory of one's own is not the panel's to delete", () =>
  assert.equal(rows(answer(weights("/data/m", { spark1: there(1) })), seen(), START)[0].act.text, "By hand"));

test("What could be freed leaves out what is in use; the catalog comes first", () => {
  const all = answer(weights("z/z", { spark1: there(10) }), weights("org/m", { spark1: there(20) }, { models: ["m"] }),
    weights("u/u", { spark1: there(40) }, { loaded: true }));
  assert.equal(freeable(all), "30 GiB could be freed");
  assert.equal(freeable(answer()), "nothing could be freed");
  assert.deepEqual(rows(all, seen(), START).map(({ weights: name }) => name), ["org/m", "z/z", "u/u"]);
  assert.equal(readAt(all, START), "Spark 1 read 2 minutes ago and Spark 2 read 2 hours ago");
});

test("A deletion tells what it has freed, and where it could not", () => {
  const job = { id: "x-1", kind: "deletion", weights: "org/m", requested_at: at(3), ended_at: at(2), failure: null,
    nodes: { spark1: { freed_bytes: 219 * GIB, problem: null },
      spark2: { freed_bytes: null, problem: "It is not there" } } };
  const news = freed(seen({ jobs: [job] }), START);
  assert.deepEqual([news.state, news.words],
    ["failed", "org/m: 219 GiB was freed, 219 GiB on Spark 1. Spark 2: It is not there."]);
  assert.equal(freed(seen({ jobs: [{ ...job, ended_at: at(120) }] }), START), null);
  assert.equal(freed(seen({ jobs: [{ ...job, ended_at: null }] }), START).state, "working");
});

test("Before weights go, their bytes are said", () => {
  const asked = { weights: "org/m", bytes: 397 * GIB, isLoaded: false };
  const now = questions.weights(seen(), asked);
  assert.deepEqual([now.go, now.why], ["Delete 397 GiB", null]);
  assert.match(now.words, /^That frees 397 GiB in all\./);
  assert.match(questions.weights(seen(), { ...asked, bytes: null, isLoaded: null }).words, /unknown.+unknown/);
  assert.match(questions.weights(seen({ swap: load(10) }), asked).why, /is being loaded now\.$/);
});

test("A model that serves is not removed; of one that goes the weights stay", () => {
  const asked = { key: "m", name: "M" };
  assert.match(questions.model(seen(), asked).words, /The weights stay on disk/);
  const serving = seen({ vllm: vllm("healthy", { model: { id: "org/m" } }) });
  assert.match(questions.model(serving, asked).why, /^It serves now/);
});

test("A download that has ended is not cancelled", () => {
  const asked = { id: "d-1", title: "M" };
  const job = { id: "d-1", kind: "download", repo: "org/m", requested_at: at(1), ended_at: null };
  assert.equal(questions.download(seen({ jobs: [job] }), asked).why, null);
  const ended = seen({ jobs: [{ ...job, ended_at: at(0) }] });
  assert.equal(questions.download(ended, asked).why, "This download has ended.");
  assert.match(questions.download(seen({ jobs: [{ ...job, cancel_requested: true }] }), asked).why, /already/);
  assert.equal(questions.weights(seen({ jobs: [job] }), { weights: "org/m", bytes: 1, isLoaded: false }).why,
    "They are being downloaded now.");
});
