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
  assert.deepEqual(row.act, { text: "Delete", bytes: 397 * GIB, disabled: false, isLoaded: false });
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
    { text: "Being deleted", bytes: null, disabled: true, isLoaded: false });
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
  const told = (...jobs) => freed(seen({ jobs }), START);
  const [news] = told(job);
  assert.deepEqual([news.state, news.words],
    ["failed", "org/m: 219 GiB was freed, 219 GiB on Spark 1. Spark 2: It is not there."]);
  assert.equal(told({ ...job, ended_at: null })[0].state, "working");
  const unknown = { ...job, nodes: { spark1: { freed_bytes: null, problem: null } } };
  assert.equal(told(unknown)[0].words, "org/m is gone from Spark 1; how much that freed is not known.");
  const parts = { ...job, parts_only: true, nodes: { spark1: { freed_bytes: 3 * 2 ** 20, problem: null } } };
  assert.equal(told(parts)[0].words, "What was unfinished of org/m: 3 MiB was freed, 3 MiB on Spark 1.");
});

test("That a deletion failed is told until it is put away or done again, and hides no other", () => {
  const job = (id, weights, minutes, problem = null) => ({ id, kind: "deletion", weights, requested_at: at(minutes),
    ended_at: at(minutes), failure: null, nodes: { spark1: { freed_bytes: problem ? null : GIB, problem } } });
  const bad = job("x-1", "org/a", 600, "It is not there"), good = job("x-2", "org/b", 2);
  const ids = (jobs, closed) => freed(seen({ jobs }), START, closed).map(({ id }) => id);
  assert.deepEqual(ids([bad, good]), ["x-2", "x-1"]);
  assert.deepEqual(ids([bad, good], ["x-1"]), ["x-2"]);
  assert.deepEqual(ids([bad, job("x-3", "org/a", 1)]), ["x-3"]);
  assert.deepEqual(ids([job("x-4", "org/b", 61)]), []);
});

const acts = (one, more) => rows(answer(one), seen(more), START)[0].more;

test("Weights that no model has can be added, and what is on one Spark alone copied", () => {
  assert.deepEqual(acts(weights("a/b", { spark1: there(4) })).map(({ do: what, nodes }) => [what, nodes]),
    [["add", undefined], ["bring", "cluster"], ["check", undefined]]);
  const named = weights("org/m", { spark1: there(4), spark2: there(4) }, { models: ["m"] });
  assert.deepEqual(acts(named).map(({ text }) => text), ["Check every byte"]);
  assert.deepEqual(acts(weights("a/b", { spark1: there(4) }), { settings: { ...settings, spark2: null } })
    .map(({ do: what }) => what), ["add", "check"]);
});

test("What is unfinished can be brought to its end, or given back", () => {
  const part = { ...there(4, false), part_bytes: 3 * GIB };
  assert.deepEqual(acts(weights("org/m", { spark1: part }, { models: ["m"] })), [
    { do: "bring", text: "Download the rest", nodes: "solo" }, { do: "check", text: "Check every byte" },
    { do: "parts", text: "Delete unfinished files, 3 GiB", bytes: 3 * GIB }]);
  assert.equal(acts(weights("a/b", { spark1: part, spark2: part }))[1].nodes, "cluster");
  const now = questions.parts(seen(), { weights: "a/b", bytes: 6 * GIB });
  assert.deepEqual([now.go, now.why], ["Delete 6 GiB", null]);
});

test("While something is done with weights, or of a directory of one's own, nothing else is offered", () => {
  const jobs = [{ id: "d-1", kind: "download", repo: "a/b", requested_at: at(1), ended_at: null }];
  assert.deepEqual(acts(weights("a/b", { spark1: there(4) }), { jobs }), []);
  assert.deepEqual(acts(weights("/data/m", { spark1: there(4) })), []);
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
