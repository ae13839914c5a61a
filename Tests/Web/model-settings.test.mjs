import assert from "node:assert/strict";
import { test } from "node:test";
import { changed, definition, faults, request } from "../../WebUI/wwwroot/lib/definition.js";
import { Draft } from "../../WebUI/wwwroot/lib/draft.js";
import { needsForce, save } from "../../WebUI/wwwroot/lib/model-changes.js";
import {
  changedWords, changes, commandQuery, fitQuery, read, shareNote
} from "../../WebUI/wwwroot/lib/model-settings.js";
import { line, words } from "../../WebUI/wwwroot/lib/words.js";

const bundled = { max_model_len: 32768, gpu_memory_utilization: 0.7, fastsafetensors: false, prefix_caching: true,
  fp8_kv_cache: false, max_num_seqs: null, extra_args: [] };
const model = (settings = {}) => ({ key: "m", name: "M", source: "custom", repo: "org/m", local_path: null,
  nodes: "solo", args: ["-tp", "2"], mods: [], env: {}, bundled_settings: bundled,
  settings: { ...bundled, ...settings },
  revision: "r1" });
const draft = (settings = {}) => {
  const made = new Draft();
  made.take(model(settings));
  return made;
};

const READ = [
  ["max_model_len", "131,072", { value: 131072 }], ["max_model_len", "131 072", { value: 131072 }],
  ["max_model_len", "", { value: undefined }], ["gpu_memory_utilization", "0,75", { value: 0.75 }],
  ["gpu_memory_utilization", ".8", { value: 0.8 }], ["extra_args", "--a 'b c'", { value: ["--a", "b c"] }],
  ["fp8_kv_cache", true, { value: true }], ["max_num_seqs", "64", { value: 64 }]
];
for (const [name, typed, found] of READ)
  test(`“${typed}” is read as ${JSON.stringify(found)}`, () => assert.deepEqual(read(name, typed), found));

const WRONG = [["max_model_len", "0"], ["max_model_len", "12k"], ["gpu_memory_utilization", "0.96"],
  ["gpu_memory_utilization", "70 %"], ["max_num_seqs", "65537"], ["extra_args", "--a 'b"]];
for (const [name, typed] of WRONG)
  test(`“${typed}” is no ${name}`, () => assert.match(read(name, typed).error, /\.$/));

test("A save sends what differs, and null for what is as the catalog has it", () => {
  assert.deepEqual(changes(model({ max_model_len: 65536 }), { max_model_len: undefined, fp8_kv_cache: true,
    prefix_caching: true }), { max_model_len: null, fp8_kv_cache: true });
});

test("The fit is asked with what it depends on, the command with all", () => {
  const typed = { max_model_len: 131072, fp8_kv_cache: true, extra_args: ["--x", "a b"] };
  assert.equal(fitQuery(model(), typed), "?max_model_len=131072&fp8_kv_cache=true");
  assert.equal(commandQuery(model(), typed), "?max_model_len=131072&fp8_kv_cache=true&extra_args=--x&extra_args=a+b");
  assert.equal(fitQuery(model(), {}), "");
  const back = model({ max_num_seqs: 8, extra_args: ["--x"] }), emptied = { max_num_seqs: undefined, extra_args: [] };
  assert.deepEqual([fitQuery(back, emptied), commandQuery(back, emptied)], ["", "?max_num_seqs=&extra_args="]);
});

test("A draft keeps what was typed over a new read, and forgets what is saved by now", () => {
  const made = draft();
  made.type("max_model_len", "65,536");
  made.type("gpu_memory_utilization", "0.8");
  made.take(model({ max_model_len: 65536 }));

  assert.deepEqual([made.changes, made.text("max_model_len"), made.isChanged("max_model_len")],
    [{ gpu_memory_utilization: 0.8 }, "65,536", true]);
});

test("What is wrong stays as it was typed, and is not sent", () => {
  const made = draft();
  made.type("max_model_len", "many");
  assert.deepEqual([made.text("max_model_len"), Object.keys(made.errors), made.changes],
    ["many", ["max_model_len"], {}]);
  made.reset("max_model_len");
  assert.deepEqual([made.text("max_model_len"), made.errors], ["32,768", {}]);
});

test("Back to the catalog's values resets each that was changed", () => {
  const made = draft({ max_model_len: 65536, fp8_kv_cache: true });
  made.resetAll();
  assert.deepEqual(made.changes, { max_model_len: null, fp8_kv_cache: null });
  made.discard();
  assert.deepEqual(made.changes, {});
});

const SHARES = [[0.7, null], [0.85, null], [0.86, "attention"], [0.9, "attention"], [0.91, "failed"], [null, null]];
for (const [share, state] of SHARES)
  test(`A share of ${share} is warned of as ${state}`, () => assert.equal(shareNote(share)?.state ?? null, state));

const CHANGED = [[{}, null], [{ max_model_len: 131072 }, "context changed to 131,072"],
  [{ fp8_kv_cache: true, extra_args: ["--x"] }, "FP8 KV cache on, more arguments"],
  [{ max_model_len: 1, gpu_memory_utilization: 0.8, fp8_kv_cache: true }, "3 settings changed"]];
for (const [settings, said] of CHANGED)
  test(`A card says of changed settings: ${said}`, () => assert.equal(changedWords(model(settings)), said));

const LINES = [[[]], [["--a", "b c"]], [["it's", "\"q\"", "back\\slash", ""]], [["--x", "{\"a\": 1}"]]];
for (const [list] of LINES)
  test(`Words come back as they were: ${JSON.stringify(list)}`, () => assert.deepEqual(words(line(list)), list));

test("Quotes keep blanks together, and one that never ends is no line", () => {
  assert.deepEqual(words(`--a "b \\"c\\" d" e\\ f`), ["--a", "b \"c\" d", "e f"]);
  assert.equal(words("a 'b"), null);
});

test("A model of one's own is a repository or a directory", () => {
  const typed = { name: " Mine ", weights: "https://huggingface.co/org/mine", nodes: "solo", args: "--a 'b c'" };
  assert.deepEqual(request(typed), { name: "Mine", nodes: "solo", args: ["--a", "b c"], repo: "org/mine" });
  assert.deepEqual(request({ ...typed, name: "", weights: "/data/mine" }),
    { nodes: "solo", args: ["--a", "b c"], local_path: "/data/mine" });
});

test("What is wrong with it is said by field", () => {
  const typed = { name: "", weights: "nothing", nodes: "solo", args: "'" };
  assert.deepEqual(Object.keys(faults(typed)), ["weights", "args"]);
  assert.deepEqual(Object.keys(faults({ ...typed, weights: "/data/../etc", args: "" })), ["weights"]);
  assert.deepEqual(faults({ ...typed, weights: "org/m", args: "" }), {});
});

test("A change of it keeps what its fields do not show", () => {
  const shown = definition(model());
  assert.deepEqual(shown, { name: "M", weights: "org/m", nodes: "solo", args: "-tp 2" });
  assert.deepEqual(changed(model(), { ...shown, name: "N" }), { name: "N", nodes: "solo", args: ["-tp", "2"],
    repo: "org/m", settings: bundled, mods: [], env: {}, revision: "r1" });
});

test("Own fields are saved first, and the settings on what came of that", async () => {
  const sent = [];
  globalThis.fetch = async (path, { method, body }) => {
    sent.push([method, path, JSON.parse(body)]);
    return { ok: true, status: 200, json: async () => ({ ...model(), revision: `r${sent.length + 1}` }) };
  };
  const now = await save(model(), definition(model()), { max_model_len: null }, true);

  assert.deepEqual(sent.map(([method, path]) => `${method} ${path}`),
    ["PUT /api/models/m", "PUT /api/models/m/settings"]);
  assert.deepEqual(sent[1][2], { max_model_len: null, revision: "r2", force: true });
  assert.equal(now.revision, "r3");
});

test("A share that is refused without a word of the person is known by its code", () =>
  assert.deepEqual(["memory_share", "needs_force", "moved"].map(code => needsForce({ code })), [true, true, false]));
