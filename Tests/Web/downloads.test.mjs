import assert from "node:assert/strict";
import { test } from "node:test";
import { downloadOf, jobsOf, runningDownloads } from "../../WebUI/wwwroot/lib/cluster-jobs.js";
import { filesOf } from "../../WebUI/wwwroot/lib/download-files.js";
import { downloadCard, downloads, entryFor } from "../../WebUI/wwwroot/lib/downloads.js";
import { rate, sizeOf } from "../../WebUI/wwwroot/lib/format.js";
import { hops, pace, reads } from "../../WebUI/wwwroot/lib/transfers.js";
import { questions } from "../../WebUI/wwwroot/lib/questions.js";
import { model, view } from "./fixtures.mjs";

const GIB = 2 ** 30, TIME = minute => `2026-11-22T20:${minute}:00Z`;

const hub = (more = {}) => ({ node: "spark1", from: "hub", bytes: 84 * GIB, total_bytes: 136 * GIB, percent: 62,
  bytes_per_second: 118e6, eta_seconds: 470, stalled_since: null, verified: false, ...more });
const copy = (more = {}) => ({ node: "spark2", from: "spark1", bytes: 0, total_bytes: 136 * GIB, percent: 0,
  bytes_per_second: null, eta_seconds: null, stalled_since: null, verified: false, ...more });

const download = (more = {}) => ({ id: "d-1", kind: "download", subject: "Qwen/Qwen2.5-72B-Instruct",
  repo: "Qwen/Qwen2.5-72B-Instruct", revision: "495f392", nodes: "cluster", phase: "downloading", started_at: TIME(10),
  requested_at: TIME(10), ended_at: null, cancel_requested: false, total_bytes: 136 * GIB, percent: 31,
  transfers: [hub(), copy()], files: [], restarts: 0, xet_off: false, position: null, then_swap: null,
  then_swap_id: null, then_swap_problem: null, suggestion: null, failure: null, ...more });
const over = (phase, more = {}) => download({ phase, ended_at: TIME(30), ...more });
const suggestion = { key: "qwen2.5-72b", name: "Qwen2.5 72B Instruct", repo: "Qwen/Qwen2.5-72B-Instruct",
  nodes: "cluster", settings: {}, args: [], notes: [] };
const card = (job, more = {}) => downloadCard(view({ jobs: [job], ...more }), job);

test("A download has a bar for each hop, with what is done of it", () => {
  assert.deepEqual(hops(download()), [
    { key: "hub spark1", name: "Hub to Spark 1", value: 62, state: "working", words: "62 %, 84 of 136 GiB" },
    { key: "spark1 spark2", name: "Spark 1 to Spark 2", value: 0, state: "queued", words: "starts when all is there" }
  ]);
});

const HOPS = [
  ["one that is there", hub({ bytes: 136 * GIB, percent: 100, verified: true }), "done", "136 GiB, all there"],
  ["one that stands still", hub({ stalled_since: TIME(20), bytes_per_second: 0 }), "stalled", "62 %, 84 of 136 GiB"],
  ["one that has not begun", hub({ bytes: 0, percent: 0, bytes_per_second: null }), "queued", "not begun"]
];
for (const [name, transfer, state, words] of HOPS)
  test(`A bar tells ${name}`, () => {
    const [hop] = hops({ transfers: [transfer] });
    assert.deepEqual([hop.state, hop.words], [state, words]);
  });

test("A whole that is not known has no percent", () => {
  const [hop] = hops({ transfers: [hub({ total_bytes: 0, percent: 0 })] });
  assert.deepEqual([hop.value, hop.words], [null, "84 GiB"]);
});

test("Rate and time left are told as far as they are known", () => {
  const solo = (more = {}) => pace(download({ transfers: [hub(more)] }));
  assert.equal(solo(), "118 MB/s, about 8 minutes left.");
  assert.equal(solo({ eta_seconds: null }), "118 MB/s, time left unknown.");
  assert.equal(solo({ bytes_per_second: null }), "How fast it is, is not known yet.");
});

const WHOLE = [
  ["how long both hops take", { eta_seconds: 700 },
    "31 % of the whole, about 12 minutes left. 118 MB/s, about 8 minutes to Spark 1; then it is copied to Spark 2."],
  ["what follows where its time is not known", {}, "31 % of the whole. 118 MB/s, about 8 minutes to Spark 1;"
    + " then it is copied to Spark 2, which takes as long as their link needs."],
  ["a whole of which nothing is known", { percent: null, eta_seconds: null, transfers: [hub({ bytes_per_second: null }),
    copy()] }, "How far the whole is, is not known. How fast it is, is not known yet."],
  ["the last hop", { phase: "copying", percent: 81, eta_seconds: 120, transfers: [hub({ verified: true }),
    copy({ bytes: 80 * GIB, percent: 59, bytes_per_second: 9e8, eta_seconds: 120 })] },
  "81 % of the whole. 900 MB/s, about 2 minutes left."]
];
for (const [what, more, words] of WHOLE)
  test(`Of a download for two is told ${what}`, () => assert.equal(pace(download(more)), words));

test("One that runs says that it goes on without the page, and can be cancelled", () => {
  const shown = card(download({ restarts: 1, xet_off: true, then_swap: "m" }), { catalog: { models: [model("m")] } });
  assert.deepEqual([shown.state, shown.word], ["working", "Downloading"]);
  assert.match(shown.words, /^31 % of the whole\. 118 MB\/s, .+ Goes on without this page\.$/);
  assert.deepEqual(shown.more, ["Begun again once, now without xet.", "Then the Sparks switch to m."]);
  assert.deepEqual(shown.actions, [["cancel", "Cancel"]]);
});

test("A stall is said with what becomes of it", () => {
  const shown = card(download({ transfers: [hub({ stalled_since: TIME(20), bytes_per_second: 0 }), copy()] }));
  assert.deepEqual([shown.state, shown.word], ["attention", "Stalled"]);
  assert.match(shown.words, /^No byte has reached Spark 1 since .+ If none comes .+; files that are whole are kept\.$/);
});

const PLACES = [[1, "It is next."], [2, "2 downloads are before it."], [4, "4 downloads are before it."],
  [null, "It waits for its turn."]];
for (const [position, words] of PLACES)
  test(`At place ${position} it says: ${words}`, () =>
    assert.ok(card(download({ phase: "queued", position, transfers: [] })).words.startsWith(words)));

test("One that is being cancelled is not cancelled again", () => {
  const shown = card(download({ cancel_requested: true }));
  assert.deepEqual([shown.word, shown.actions], ["Cancelling", []]);
});

test("A gated one carries its licence, and can be tried again", () => {
  const failure = { code: "gated_repo", title: "It is gated", detail: "Accept its licence first", remedies: [],
    url: "https://huggingface.co/meta-llama/x" };
  const shown = card(over("failed", { failure }));
  assert.deepEqual([shown.word, shown.failure.url], ["Gated", failure.url]);
  assert.deepEqual(shown.actions.map(([what]) => what), ["again", "close"]);
});

test("One that is done is offered to the catalog, unless it is there", () => {
  const done = over("done", { suggestion, transfers: [hub({ verified: true }), copy({ verified: true })] });
  assert.deepEqual(card(done).actions.map(([what]) => what), ["add", "verify", "close"]);
  assert.equal(card(done).title, "Qwen2.5 72B Instruct");
  assert.equal(card(done).words, "All files are on Spark 1 and Spark 2.");
  const entry = { ...model("q"), repo: done.repo };
  assert.deepEqual(card(done, { catalog: { models: [entry] } }).actions.map(([what]) => what), ["verify", "close"]);
});

test("A switch that did not begin is said, and offered again", () => {
  const entry = { ...model("q"), repo: download().repo };
  const shown = card(over("done", { then_swap: "q", then_swap_problem: "The Sparks are reserved" }),
    { catalog: { models: [entry] } });
  assert.deepEqual(shown.more, ["The switch to q was not begun: The Sparks are reserved."]);
  assert.equal(shown.actions[0][0], "switch");
});

test("The switch that is offered is one that these Sparks can be loaded for", () => {
  const [solo, pair] = [["s", "solo"], ["p", "cluster"]].map(([key, nodes]) => ({ ...model(key, nodes), repo: "a/b" }));
  const offered = (models, nodes) => entryFor({ catalog: { models } }, "a/b", nodes)?.key;
  assert.deepEqual([offered([pair, solo], "solo"), offered([solo, pair], "cluster")], ["s", "p"]);
  assert.deepEqual([offered([pair], "solo"), offered([solo], "cluster")], [undefined, "s"]);
});

test("What runs comes first in its turn; what wants nothing, or was put away, is history", () => {
  const jobs = [
    over("done", { id: "d-old", repo: "a/a", requested_at: TIME("01") }), over("failed", { id: "d-bad", repo: "b/b" }),
    over("failed", { id: "d-closed", repo: "c/c" }), over("done", { id: "d-new", repo: "d/d", suggestion }),
    download({ id: "d-2", repo: "e/e", phase: "queued", position: 1, started_at: null, requested_at: TIME(20) }),
    download({ id: "d-1" })
  ];
  const { open, history } = downloads(view({ jobs }), ["d-closed"]);
  assert.deepEqual(open.map(({ id }) => id), ["d-1", "d-2", "d-bad", "d-new"]);
  assert.deepEqual(history.map(({ id }) => id).sort(), ["d-closed", "d-old"]);
});

test("A failure that was tried again since wants nothing any more", () => {
  const { open } = downloads(view({ jobs: [over("failed", { id: "d-0", requested_at: TIME("05") }), download()] }));
  assert.deepEqual(open.map(({ id }) => id), ["d-1"]);
});

test("Jobs of other kinds are no downloads, and none at all is no error", () => {
  assert.deepEqual(jobsOf(view({ jobs: [{ ...download(), kind: "update" }] }), "download"), []);
  assert.deepEqual([runningDownloads(view({})), downloads(view({})).open], [[], []]);
});

const SIZES = [[84 * GIB, 136 * GIB, "84 of 136 GiB"], [512 * 2 ** 20, 4 * GIB, "0.5 of 4 GiB"], [0, null, "0 bytes"],
  [3 * 2 ** 20, null, "3 MiB"], [1.5 * 2 ** 40, 2 * 2 ** 40, "1.5 of 2 TiB"]];
for (const [done, whole, words] of SIZES)
  test(`Sizes have one unit: ${words}`, () => assert.equal(sizeOf(done, whole), words));

const RATES = [[118e6, "118 MB/s"], [1.24e9, "1.2 GB/s"], [640e3, "640 kB/s"], [0, "0 kB/s"]];
for (const [bytes, words] of RATES)
  test(`A rate is told as ${words}`, () => assert.equal(rate(bytes), words));

test("A check brings nothing, and says nothing of the download that it is of", () => {
  const check = over("done", { id: "d-9", verifies: "d-1", requested_at: TIME(40) });
  const { open, history } = downloads(view({ jobs: [over("done", { suggestion }), check] }));
  assert.deepEqual([open.map(({ id }) => id), history.map(({ id }) => id)], [["d-1"], ["d-9"]]);
  assert.deepEqual([history[0].title, history[0].words],
    ["Check of Qwen2.5-72B-Instruct", "Every byte is as the Hub has it."]);
  const running = { ...check, phase: "verifying", ended_at: null };
  assert.equal(downloadOf(view({ jobs: [running] }), running.repo), null);
  assert.match(card(running).words, /compared with the Hub's sums/);
});

test("What a download waits for is said", () => assert.deepEqual(
  card(download({ hindrance: "Spark 2 cannot be asked" })).more, ["Spark 2 cannot be asked."]));

test("One that was cancelled says what becomes of what has come", () => assert.equal(card(over("cancelled")).words,
  "It was cancelled. What is whole on disk stays and is not fetched again."));

/* -- a check -- */

const read = (node, gib, more = {}) => ({ node, from: node, bytes: gib * GIB, total_bytes: 136 * GIB,
  percent: Math.floor(100 * gib / 136), bytes_per_second: 2e9, eta_seconds: 40, stalled_since: null, verified: false,
  ...more });
const check = (more = {}) => download({ id: "d-9", verifies: "d-1", phase: "verifying",
  transfers: [read("spark1", 84), read("spark2", 0, { bytes_per_second: null, eta_seconds: null })], ...more });

test("A check has a bar for each Spark, which read beside each other", () => {
  assert.deepEqual(hops(check()).map(({ name, state, words }) => [name, state, words]),
    [["Spark 1", "working", "61 %, 84 of 136 GiB read"], ["Spark 2", "working", "0 %, 0 of 136 GiB read"]]);
  assert.equal(hops(check({ transfers: [read("spark1", 136, { verified: true })] }))[0].words, "136 GiB, as on the Hub");
});

test("A check says what is read and when that is done, never how fast bytes come", () => {
  assert.equal(card(check({ transfers: [read("spark1", 84), read("spark2", 60, { eta_seconds: 200 })] })).words,
    "Every byte is read and compared with the Hub's sums, about 4 minutes left. Goes on without this page.");
  assert.equal(reads(check()), "Every byte is read and compared with the Hub's sums.");
  assert.equal(reads(check({ transfers: [] })), "The Hub is asked what every byte should be.");
  const stands = card(check({ transfers: [read("spark1", 136, { verified: true }),
    read("spark2", 3, { stalled_since: TIME(20), bytes_per_second: 0 })] }));
  assert.equal(stands.word, "Stalled");
  assert.match(stands.words, /^Nothing has been read on Spark 2 since .+ disk/);
});

const AFTER = [["corrupt", ["delete", "close"]], ["incomplete", ["again", "check", "close"]],
  ["hub_unreachable", ["check", "close"]]];
for (const [code, acts] of AFTER)
  test(`After a check that failed of ${code} what helps is offered`, () => assert.deepEqual(
    card(over("failed", { verifies: "d-1", failure: { code, title: "x" } })).actions.map(([what]) => what), acts));

test("A check is cancelled as a check", () => {
  const now = questions.download(view({ jobs: [check()] }), { id: "d-9", title: "M" });
  assert.deepEqual([now.title, now.why], ["Cancel the check of M?", null]);
  assert.match(now.words, /weights stay as they are/);
});

/* -- its files -- */

const file = (path, gib, done) => ({ path, bytes: gib * GIB, done });

test("Files are told as the Spark at work has them, those on their way first", () => {
  const files = [file("a", 5, { spark1: 5 * GIB }), file("b", 5, { spark1: 0 }), file("c", 5, { spark1: 2 * GIB }),
    file("d", 5, {})];
  const told = filesOf(download({ files }));
  assert.equal(told.words, "1 of 4 files are on Spark 1");
  assert.deepEqual(told.rows.map(({ path, state, value, words }) => [path, state, value, words]), [
    ["c", "working", 40, "40 %, 2 of 5 GiB"], ["b", "waits", null, "5 GiB, waits"],
    ["d", "unknown", null, "5 GiB, not looked at yet"], ["a", "done", null, "5 GiB, there"]]);
  const copying = download({ files, transfers: [hub({ verified: true }), copy({ bytes_per_second: 1 })] });
  assert.equal(filesOf(copying).words, "0 of 4 files are on Spark 2");
});

test("A file of a check is read when every Spark has read it", () => {
  const files = [file("a", 1, { spark1: GIB, spark2: GIB }), file("b", 1, { spark1: GIB, spark2: 0 })];
  assert.deepEqual([filesOf(check({ files })).words, filesOf(check({ files })).rows.map(({ words }) => words)],
    ["1 of 2 files are read", ["1 GiB, waits", "1 GiB, read"]]);
});

test("Of hundreds of files the first are drawn and the rest counted; of one that has ended none", () => {
  const files = Array.from({ length: 260 }, (_, i) => file(`f${i}`, 1, { spark1: i < 3 ? GIB / 2 : 0 }));
  const told = filesOf(download({ files }));
  assert.deepEqual([told.rows.length, told.rows[0].state, told.more], [200, "working", "60 more files below these."]);
  assert.deepEqual([filesOf(over("done", { files })), filesOf(download())], [null, null]);
});
