import assert from "node:assert/strict";
import { test } from "node:test";
import { behindWords, changes, commit } from "../../WebUI/wwwroot/lib/commits.js";
import { imagesWords, wayBack } from "../../WebUI/wwwroot/lib/images.js";
import { proof } from "../../WebUI/wwwroot/lib/proof.js";
import { questions } from "../../WebUI/wwwroot/lib/questions.js";
import { smallest } from "../../WebUI/wwwroot/lib/smallest.js";
import { ends, isBusy, jobOf, phases, updateStatement } from "../../WebUI/wwwroot/lib/updates.js";
import { load, model, settings, START, view, vllm } from "./fixtures.mjs";

const iso = minutes => new Date(START - minutes * 60_000).toISOString();
const upstream = (more = {}) => ({ checked_at: iso(30), commit: "013cd2e", branch: "main", behind: 7, ahead: 0,
  commits: [], problem: null, local_edits: [], ...more });
const answer = (more = {}) => ({ launcher: { present: true, commit: "013cd2e" }, upstream: upstream(), former: null,
  images: {}, images_differ: null, job: null, hindrance: null, half_done: false, can_apply: false,
  can_roll_back: false, ...more });
const OLD = "sha256:3f9c21d0aaaa1111", halfDone = (more = {}) => answer({ half_done: true, can_apply: true,
  upstream: upstream({ behind: 0, commit: "e41a7b0deadbeef" }), images: { spark1: OLD, spark2: OLD },
  former: { commit: "013cd2e99", images: { spark1: OLD, spark2: OLD }, at: iso(60), made: null }, ...more });
const job = (more = {}) => ({ id: "u-1", kind: "update", subject: "launcher", action: "apply", phase: "building",
  requested_at: iso(10), started_at: iso(10), ended_at: null, cancel_requested: false, stages: [],
  failure: null, ...more });
const said = (known, more = {}) => {
  const { state, title } = updateStatement(known, view(more), START);
  return [state, title];
};

const STATES = [
  ["what is behind", answer(), {}, ["attention", "Seven commits behind"]],
  ["what is up to date", answer({ upstream: upstream({ behind: 0 }) }), {}, ["serving", "The launcher is up to date"]],
  ["an update that was not finished", halfDone(), {}, ["attention", "The last update was not finished"]],
  ["one that failed a day ago", halfDone({ job: job({ phase: "failed", ended_at: iso(60 * 25) }) }), {},
    ["attention", "The last update was not finished"]],
  ["one that was cancelled", halfDone({ job: job({ phase: "cancelled", ended_at: iso(5) }) }), {},
    ["attention", "The last update was not finished"]],
  ["an image that is missing", answer({ upstream: upstream({ behind: 0 }), can_apply: true }), {},
    ["attention", "An image is missing"]],
  ["what was refused before it was begun", answer({ job: job({ phase: "failed", ended_at: iso(5),
    stages: [{ phase: "checking" }, { phase: "failed" }], failure: { title: "No network" } }) }), {},
  ["attention", "No network"]],
  ["what was never compared", answer({ upstream: null }), {}, ["unknown", "Not compared with its upstream yet"]],
  ["what was not counted", answer({ upstream: upstream({ behind: null }) }), {},
    ["unknown", "Not compared with its upstream yet"]],
  ["a problem that is in the way", answer({ hindrance: { code: "local_edits" },
    upstream: upstream({ problem: { code: "local_edits", title: "Files were changed by hand" } }) }), {},
  ["attention", "Files were changed by hand"]],
  ["what is behind in spite of a problem", answer({ upstream: upstream({ problem: { title: "Ahead by one" } }) }), {},
    ["attention", "Seven commits behind"]],
  ["a problem where nothing could be counted", answer({ upstream: upstream({ behind: null,
    problem: { title: "No network" } }) }), {}, ["attention", "No network"]],
  ["a launcher that is gone", answer({ launcher: { present: false } }), {}, ["failed", "The launcher is not there"]],
  ["an update that runs", answer(), { jobs: [job()] }, ["working", "The launcher is being updated"]],
  ["a roll back that runs", answer(), { jobs: [job({ action: "roll_back" })] },
    ["working", "The launcher is being rolled back"]],
  ["a failure", answer({ job: job({ phase: "failed", ended_at: iso(5), failure: { title: "The build failed." } }) }),
    {}, ["failed", "The build failed"]],
  ["nothing that was read", null, {}, ["unknown", "Launcher"]]
];

test("An update whose Spark is silent says since when, and that it goes on there", () => {
  const lede = more => updateStatement(answer(), view({ jobs: [job(more)] }), START).lede;
  const silent = { node: "spark1", since: iso(11) };
  assert.match(lede({ silent }), /^Spark 1 has not answered since \S.*\. What was begun there goes on, .* no model is loaded\.$/);
  assert.doesNotMatch(lede({ silent: null }), /answered/);
  assert.match(lede({ silent, cancel_requested: true }), /^It is being cancelled\./);
});

for (const [name, known, more, words] of STATES)
  test(`The sentence tells ${name}`, () => assert.deepEqual(said(known, more), words));

test("Weights that are being deleted are in the way of everything, as a download is, and edits are not", () =>
  assert.deepEqual(["deletion_runs", "download_runs", "local_edits"].map(code => isBusy({ code })), [true, true, false]));

test("A failure that is old, or was put away, is no news", () => {
  const failed = job({ phase: "failed", ended_at: iso(5), failure: { title: "No" } });
  assert.equal(updateStatement(answer({ job: failed }), view({}), START, ["u-1"]).title, "Seven commits behind");
  assert.equal(said(answer({ job: { ...failed, ended_at: iso(60 * 25) } }))[1], "Seven commits behind");
});

test("What comes by the state is newer than what was read", () => {
  const known = answer({ job: job() });
  assert.equal(jobOf(known, view({ jobs: [job({ phase: "done", ended_at: iso(0) })] })).phase, "done");
  assert.equal(jobOf(known, view({})).phase, "building");
});

test("Risky words of a commit are marked, whatever signs they have", () => {
  const { id, parts, note } = commit({ id: "e41a7b0deadbeef", subject: "Move to vLLM 0.18 (C++)", at: iso(60 * 24),
    risky_words: ["vllm", "C++"] }, START);
  assert.deepEqual(parts.filter(({ isRisky }) => isRisky).map(({ text }) => text), ["vLLM", "C++"]);
  assert.equal(parts.map(({ text }) => text).join(""), "Move to vLLM 0.18 (C++)");
  assert.deepEqual([id, note], ["e41a7b0", "risky, 24 hours ago"]);
  assert.deepEqual(commit({ id: "a", subject: "Docs", at: iso(1), risky_words: [] }, START).parts.length, 1);
});

const BEHIND = [[null, null], [upstream({ behind: 0 }), null], [upstream(), "7 commits behind."],
  [upstream({ behind: 1, commits: [{ risky_words: ["vLLM"] }] }), "1 commit behind; one of them touches vLLM."],
  [upstream({ problem: { title: "It is locked" } }), "It is locked."]];
for (const [known, words] of BEHIND)
  test(`Home says of the launcher: ${words}`, () => assert.equal(behindWords(known), words));

test("Phases tell how long each took, which is at work and which broke", () => {
  const stages = [{ phase: "recording", started: iso(10), ended: iso(9), node: null },
    { phase: "copying", started: iso(9), ended: null, node: "spark2" }];
  assert.deepEqual(phases(job({ stages }), START).map(({ name, state, time }) => [name, state, time]),
    [["Keep the way back", "done", "1:00"], ["Copy the image to Spark 2", "now", "9:00"]]);
  assert.equal(phases(job({ stages, phase: "failed", ended_at: iso(8) }), START)[1].state, "broke");
  assert.deepEqual(phases(job({ stages: null }), START), []);
});

test("Images that differ are named; what nobody has seen is unknown", () => {
  const images = { spark1: "sha256:3f9c21d0aaaa1111", spark2: null };
  assert.match(imagesWords({ images, images_differ: true }).words, /Spark 1 has 3f9c21d0aaaa and Spark 2 has none/);
  assert.equal(imagesWords({ images: {}, images_differ: null }).state, "unknown");
  assert.equal(imagesWords({ images, images_differ: false }).state, "healthy");
});

test("The way back names commit and image", () => {
  const former = { commit: "013cd2e99", images: { spark1: "sha256:3f9c21d0aaaa1111" }, tag: "x", at: iso(28_800) };
  assert.match(wayBack(former, START), /^commit 013cd2e and image 3f9c21d0aaaa from November 2, /);
  assert.equal(wayBack(null, START), null);
});

test("The proof is made with the smallest model that is there", () => {
  const disk = { nodes: { spark1: { weights: { "org/a": { bytes: 9, complete: true },
    "org/b": { bytes: 5, complete: true }, "org/c": { bytes: 1, complete: false } } } } };
  const catalog = { models: [model("a", "solo"), model("b", "solo"), model("c", "solo")] };
  assert.deepEqual(smallest(view({ settings, catalog, disk })), { key: "b", name: "b" });
  assert.equal(smallest(view({ settings, catalog })), null);
});

test("Before an update it is said what goes on, and what a proof stops", () => {
  const serving = view({ settings, catalog: { models: [model("m")] },
    vllm: vllm("healthy", { model: { id: "org/m" } }) });
  assert.match(questions.update(serving, { smoke: null }).words, /m goes on serving on its old image/);
  assert.match(questions.update(serving, { smoke: { key: "b", name: "B" } }).words, /B is loaded and asked: m stops/);
  assert.match(questions.update(view({ swap: load(10) }), { smoke: null }).why, /being loaded now\.$/);
  assert.match(questions.rollback(view({ jobs: [job()] }), { back: "commit x" }).why, /already/);
  assert.equal(questions.rollback(view({}), { back: "commit x" }).why, null);
  const over = view({ jobs: [job({ ended_at: iso(0) })] });
  assert.equal(questions.update_cancel(over, { id: "u-1" }).why, "It has ended.");
});

test("The proof of a new image is told line by line", () => {
  const smoke = { versions: { spark1: "0.18.0", spark2: "0.18.0" }, gained: ["env"], lost: ["solo"], swap: "s-1",
    answered: true };
  assert.deepEqual(proof(job({ smoke, smoke_model: "qwen36" })).map(({ state }) => state),
    ["healthy", "done", "attention", "healthy"]);
  const broken = { ...smoke, versions: { spark1: "0.18.0", spark2: null }, started: { spark1: true, spark2: false },
    gained: [], lost: [], answered: false };
  assert.deepEqual(proof(job({ smoke: broken, smoke_model: "qwen36" })).map(({ words }) => words),
    ["The image did not start on Spark 2.", "qwen36 was loaded and did not answer."]);
  assert.deepEqual(proof(job()), []);
});

const words = (smoke, failure = null) => proof(job({ smoke, smoke_model: "qwen36", failure })).map(one => one.words);

test("What starts and says no version is not broken, and what nobody saw end is unknown", () => {
  const versions = { spark1: null, spark2: null };
  assert.deepEqual(words({ versions, started: { spark1: true, spark2: null } }),
    ["The image starts on Spark 1 and says no version.", "Whether the image starts on Spark 2 is not known."]);
});

test("A model that could not be loaded was not asked", () => {
  assert.deepEqual(words({ answered: null, swap: "s-1" }, { code: "trial_failed" }), ["qwen36 could not be loaded."]);
  assert.deepEqual(words({ answered: null, not_tried: "nightly has reserved the Sparks" }),
    ["qwen36 was not tried with it: nightly has reserved the Sparks."]);
});

test("What served before the trial is told, and abilities that could not be read", () => {
  const again = { model: "a", model_name: "Alpha" };
  assert.deepEqual(words({ again }), ["Alpha serves again."]);
  assert.deepEqual(words({ again: { ...again, problem: "No room." } }),
    ["Alpha, which served before, does not: No room."]);
  assert.deepEqual(words({ probed: false }), ["What the launcher can do now could not be read."]);
});

test("Launcher and image are named where they do not belong together", () => {
  assert.equal(updateStatement(halfDone(), view({}), START).lede,
    "The launcher is at e41a7b0, its image is of 013cd2e. Update again to finish it, or roll back.");
  const former = { ...halfDone().former, made: "e41a7b0deadbeef" };
  assert.match(updateStatement(halfDone({ former, images: { spark1: "sha256:new" } }), view({}), START).lede,
    /its image is of e41a7b0\./);
});

test("Files in an update's way are told from those that are in nobody's", () => {
  assert.deepEqual(changes(upstream({ local_edits: ["a", "b"], clashes: ["b", "mods/x"] })),
    { clashes: ["b", "mods/x"], harmless: ["a"] });
  assert.deepEqual(changes(null), { clashes: [], harmless: [] });
});

test("A roll back is not to be cancelled, and a copy is no update", () => {
  assert.equal(ends(job()), true);
  assert.equal(ends(job({ action: "roll_back" })), false);
  assert.equal(ends(job({ ended_at: iso(0) })), false);
  const copies = view({ jobs: [job({ action: "sync_images" })] });
  assert.equal(questions.update_cancel(copies, { id: "u-1" }).title, "Cancel the copy of the image?");
});
