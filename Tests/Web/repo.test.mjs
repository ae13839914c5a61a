import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { ChosenFit } from "../../WebUI/wwwroot/lib/chosen-fit.js";
import { Latest } from "../../WebUI/wwwroot/lib/latest.js";
import { isPath, repoOf } from "../../WebUI/wwwroot/lib/repo.js";
import { suggested } from "../../WebUI/wwwroot/lib/suggested.js";

const GIB = 2 ** 30;

const TYPED = [
  ["Qwen/Qwen2.5-72B-Instruct", "Qwen/Qwen2.5-72B-Instruct"],
  ["  https://huggingface.co/Qwen/Qwen2.5-72B-Instruct ", "Qwen/Qwen2.5-72B-Instruct"],
  ["https://huggingface.co/Qwen/Qwen2.5-72B-Instruct/tree/main?x=1#readme", "Qwen/Qwen2.5-72B-Instruct"],
  ["hf.co/google/gemma-4-26B-A4B-it", "google/gemma-4-26B-A4B-it"],
  ["https://example.org/Qwen/Qwen2.5", null], ["Qwen", null], ["Qwen/", null], ["a/b/c", null], ["../etc", null],
  ["https://huggingface.co/datasets/org/name", null], ["hf.co/spaces/org/name", null],
  ["https://huggingface.co/collections/org/set", null], ["https://huggingface.co/papers/2401.1", null],
  ["https://mirror.lan:8080/org/name", null], ["www.huggingface.co/org/name/blob/main/a.json", "org/name"],
  ["a/b;rm", null], ["a/b--c", null], ["a/b.git", null], ["", null], ["/data/models/mine", null]
];
for (const [typed, repo] of TYPED)
  test(`“${typed}” names ${repo}`, () => assert.equal(repoOf(typed), repo));

test("The server that stands in for the Hub has pages, too, and no other has", () => {
  const mirror = "http://mirror.lan:8080";
  assert.equal(repoOf("http://mirror.lan:8080/org/name/tree/main", mirror), "org/name");
  assert.equal(repoOf("https://huggingface.co/org/name", mirror), "org/name");
  assert.equal(repoOf("http://mirror.lan/org/name", mirror), null);
});

test("A directory begins with a slash", () => assert.deepEqual([isPath(" /data/m"), isPath("a/b")], [true, false]));

const known = (more = {}) => ({ total_bytes: 136 * GIB, files: 42, gated: false, license_url: null,
  free_bytes: { spark1: 1900 * GIB, spark2: 2200 * GIB }, spare_bytes: 10 * GIB,
  missing_bytes: { spark1: 136 * GIB, spark2: 136 * GIB }, fit: null, ...more });
const lines = (answer, nodes = "cluster") =>
  suggested(answer, null, nodes).map(({ name, state, words }) => [name, state, words]);

test("Size and room are said before the click", () => {
  assert.deepEqual(lines(known()), [["Size", null, "136 GiB in 42 files, on each Spark."],
    ["Room", "healthy", "Spark 1 has 1.9 TiB free and Spark 2 has 2.1 TiB free."]]);
});

test("Too little room is said, and a Spark that was not asked is unknown", () => {
  assert.deepEqual(lines(known({ free_bytes: { spark1: 140 * GIB, spark2: null } }))[1], ["Room", "failed",
    "Not enough: Spark 1 has 140 GiB free and how much Spark 2 has is unknown. 10 GiB must stay free."]);
  assert.equal(lines(known({ free_bytes: { spark1: 400 * GIB, spark2: null } }))[1][1], "unknown");
  assert.equal(lines(known({ free_bytes: { spark1: 400 * GIB, spark2: null } }), "solo")[1][1], "healthy");
});

const ROOMS = [
  ["what is missing, not the whole, must fit", { spark1: 50 * GIB }, 100, "healthy",
    "Spark 1 lacks 50 GiB of it and has 100 GiB free."],
  ["what is missing does not fit", { spark1: 50 * GIB }, 55, "failed",
    "Not enough: Spark 1 lacks 50 GiB of it and has 55 GiB free. 10 GiB must stay free."],
  ["what is there needs no room", { spark1: 0 }, 1, "healthy", "Spark 1 has all of it."],
  ["the whole fits whatever is there", { spark1: null }, 400, "healthy", "Spark 1 has 400 GiB free."],
  ["nobody knows what is there", { spark1: null }, 100, "unknown",
    "Spark 1 has 100 GiB free, and what it has of it already is unknown."]
];
for (const [what, missing, free, state, words] of ROOMS)
  test(`Room is judged as the pre-flight does: ${what}`, () => assert.deepEqual(
    lines(known({ missing_bytes: missing, free_bytes: { spark1: free * GIB } }), "solo")[1], ["Room", state, words]));

test("A gated one that answers has let the token in; a fit has its own sentence", () => {
  const all = suggested(known({ gated: true, license_url: "https://huggingface.co/a/b",
    fit: { verdict: "tight", reason: "2 GiB to spare" } }), null, "solo");
  assert.deepEqual([all[2].state, all[2].link.href], ["healthy", "https://huggingface.co/a/b"]);
  assert.deepEqual([all[3].state, all[3].words], ["attention", "2 GiB to spare."]);
});

test("A fit is told for the Sparks that it was worked out for, and for no others", () => {
  const answer = known({ nodes: "cluster", fit: { verdict: "fits", reason: "Each Spark keeps 9 GiB." } });
  assert.deepEqual(["cluster", "solo"].map(nodes => lines(answer, nodes).some(([name]) => name === "Memory")),
    [true, false]);
});

test("The fit of what was chosen is asked anew, and while the Hub is asked again", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const asked = [], pass = async ms => { mock.timers.tick(ms); await new Promise(setImmediate); };
  globalThis.fetch = async path => {
    asked.push(new URL(path, "http://panel").searchParams.get("nodes"));
    return { ok: true, json: async () => ({ verdict: "unknown", asked: asked.length === 1 }) };
  };
  const fit = new ChosenFit(() => {}), choice = { repo: "org/m", nodes: "solo", args: [], settings: {} };
  fit.want(choice);
  await pass(300);
  assert.deepEqual([asked, fit.answer.asked], [["solo"], true]);
  await pass(2000);
  await pass(0);
  assert.deepEqual([asked, fit.answer.asked], [["solo", "solo"], false]);

  fit.want({ ...choice, nodes: "cluster" });
  assert.equal(fit.answer, null);
  await pass(300);
  fit.want(null);
  await pass(5000);
  assert.deepEqual([asked, fit.answer], [["solo", "solo", "cluster"], null]);
  mock.timers.reset();
});

const REFUSALS = [["unknown_repo", "failed"], ["gated_repo", "attention"], ["hub_unreachable", "unknown"]];
for (const [code, state] of REFUSALS)
  test(`Without an answer because of ${code} one line says why`, () => {
    const [line, ...more] = suggested(null, { code, message: "No answer", url: null }, "solo");
    assert.deepEqual([line.state, more.length], [state, 0]);
    assert.match(line.words, /\.$/);
  });

/** Questions whose answers are given by hand. */
function ask() {
  mock.timers.enable({ apis: ["setTimeout"] });
  const asked = [], told = [];
  const latest = new Latest(question => new Promise((answer, refuse) => asked.push({ question, answer, refuse })),
    (question, answer, problem) => told.push([question, answer, problem?.message ?? null]));
  return { asked, told, latest, pass: ms => mock.timers.tick(ms), turn: () => new Promise(setImmediate),
    end: () => mock.timers.reset() };
}

test("What is typed fast is asked once, after a pause", async () => {
  const { asked, told, latest, pass, turn, end } = ask();
  for (const question of ["a", "ab", "abc"]) { latest.want(question); pass(100); }
  assert.deepEqual([asked.length, latest.isWaiting], [0, true]);
  pass(200);
  asked[0].answer("yes");
  await turn();

  assert.deepEqual([asked.length, told, latest.isWaiting], [1, [["abc", "yes", null]], false]);
  end();
});

test("An older answer that comes late is dropped", async () => {
  const { asked, told, latest, pass, turn, end } = ask();
  latest.want("old");
  pass(300);
  latest.want("new");
  pass(300);
  asked[1].refuse(new Error("no"));
  await turn();
  asked[0].answer("late");
  await turn();

  assert.deepEqual(told, [["new", null, "no"]]);
  end();
});

test("The same question is not asked again unless it is said so, and an end drops what is under way", async () => {
  const { asked, told, latest, pass, turn, end } = ask();
  latest.want("a");
  pass(300);
  latest.want("a");
  pass(300);
  latest.want("a", { again: true, atOnce: true });
  pass(0);
  latest.end();
  asked[1].answer("yes");
  await turn();

  assert.deepEqual([asked.length, told, latest.isWaiting], [2, [], false]);
  end();
});
