import assert from "node:assert/strict";
import { test } from "node:test";
import {
  besides, change, changedFields, copyOf, definition, faults, previewed, request
} from "../../WebUI/wwwroot/lib/definition.js";
import { Draft } from "../../WebUI/wwwroot/lib/draft.js";
import {
  fitOfRepo, forget, isGoing, leftForForce, leftOut, needsForce, onGoing, save
} from "../../WebUI/wwwroot/lib/model-changes.js";
import {
  changedWords, changes, optionsNote, previewQuery, read, shareNote
} from "../../WebUI/wwwroot/lib/model-settings.js";
import { line, words } from "../../WebUI/wwwroot/lib/words.js";

const bundled = { max_model_len: 32768, gpu_memory_utilization: 0.7, fastsafetensors: false, prefix_caching: true,
  fp8_kv_cache: false, max_num_seqs: null, extra_args: [] };
const model = (settings = {}, revision = "r1") => ({ key: "m", name: "M", source: "custom", repo: "org/m", local_path: null,
  nodes: "solo", args: ["-tp", "2"], mods: [], env: {}, bundled_settings: bundled,
  settings: { ...bundled, ...settings },
  revision });
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

test("Fit and command are asked with every setting that was typed", () => {
  const typed = { max_model_len: 131072, fastsafetensors: true, prefix_caching: false, fp8_kv_cache: true,
    extra_args: ["--x", "a b"] };
  assert.equal(previewQuery(model(), typed), "?max_model_len=131072&fastsafetensors=true&prefix_caching=false"
    + "&fp8_kv_cache=true&extra_args=--x&extra_args=a+b");
  assert.equal(previewQuery(model(), {}), "");
});

test("What is left to vLLM again is asked as empty, not as it is saved", () => {
  const back = model({ max_num_seqs: 8, extra_args: ["--x"] });
  assert.equal(previewQuery(back, { max_num_seqs: undefined, extra_args: [] }), "?max_num_seqs=&extra_args=");
});

test("Where a model of one's own runs and its arguments move fit and command before they are saved", () => {
  assert.equal(previewQuery(model(), {}, previewed({ name: "N", nodes: "cluster", args: "-tp 1" })),
    "?nodes=cluster&args=-tp&args=1");
  assert.equal(previewQuery(model(), {}, previewed({ args: "" })), "?args=");
  assert.equal(previewQuery(model(), {}, previewed({ args: "'never ends" })), "");
});

test("Arguments that the catalog gives can be taken away", () => {
  const given = { ...model({ extra_args: ["--x"] }), bundled_settings: { ...bundled, extra_args: ["--x"] } };
  assert.deepEqual(changes(given, { extra_args: [] }), { extra_args: [] });
  assert.deepEqual(changes({ ...given, settings: { ...bundled, extra_args: [] } }, { extra_args: undefined }),
    { extra_args: null });
});

test("A draft keeps what was typed over a new read, and forgets what is saved by now", () => {
  const made = draft();
  made.type("max_model_len", "65,536");
  made.type("gpu_memory_utilization", "0.8");
  made.take(model({ max_model_len: 65536 }, "r2"));

  assert.deepEqual([made.changes, made.text("max_model_len"), made.isChanged("max_model_len")],
    [{ gpu_memory_utilization: 0.8 }, "65,536", true]);
});

const HALFWAY = [["gpu_memory_utilization", "0.7", "0.70"], ["max_model_len", "", "32,768"],
  ["extra_args", "--a ", "--a"]];
for (const [name, halfway, shown] of HALFWAY)
  test(`“${halfway}” stays while ${name} is typed, whatever is read, and is made tidy when it is left`, () => {
    const made = draft({ extra_args: ["--a"] });
    made.type(name, halfway);
    made.take(model({ extra_args: ["--a"] }));
    assert.equal(made.text(name), halfway);
    made.take(model({ extra_args: ["--a"], fp8_kv_cache: true }, "r2"), name);
    assert.equal(made.text(name), halfway);

    made.settle(name);
    assert.deepEqual([made.text(name), made.changes], [shown, {}]);
  });

test("A field that is left with something else is made tidy, and one with what is wrong stays as it is", () => {
  const made = draft();
  made.type("max_model_len", "65536");
  made.type("max_num_seqs", "many");
  for (const name of ["max_model_len", "max_num_seqs", "fp8_kv_cache"]) made.settle(name);
  assert.deepEqual([made.text("max_model_len"), made.text("max_num_seqs")], ["65,536", "many"]);
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
  assert.deepEqual(faults({ name: "N" }), {});
});

test("Only what was changed of it is sent: what its fields do not show stays as it is", () => {
  const shown = definition(model());
  assert.deepEqual(shown, { name: "M", weights: "org/m", nodes: "solo", args: "-tp 2" });
  const typed = { ...shown, name: " N ", args: "-tp  2 " };
  assert.deepEqual(changedFields(typed, shown), { name: " N " });
  assert.deepEqual(change(changedFields(typed, shown)), { name: "N" });
  assert.deepEqual(change(changedFields({ ...shown, name: "", weights: "/data/m", args: "" }, shown)),
    { name: null, local_path: "/data/m", args: [] });
});

test("What its fields do not show of it is named, but for the values of variables", () => {
  assert.equal(besides(model()), "");
  assert.equal(besides({ mods: ["a", "b"], env: { TOKEN: "secret" } }), "It also has the mods a and b and the variables"
    + " TOKEN. They are in models-custom.yaml and stay as they are.");
});

test("A copy has all of a model but its key, and the settings that are in force", () => {
  const { key, revision, ...copy } = copyOf({ ...model({ max_model_len: 65536 }), env: { A: "1" } });
  assert.deepEqual([key, revision, copy], [undefined, undefined, { name: "M, my copy", repo: "org/m", nodes: "solo",
    args: ["-tp", "2"], mods: [], env: { A: "1" }, settings: { max_model_len: 65536, gpu_memory_utilization: 0.7,
      fastsafetensors: false, prefix_caching: true, fp8_kv_cache: false, extra_args: [] } }]);
});

test("What a field shows otherwise than it is saved is no change", () => {
  const shown = { ...definition(model()), name: "M ", args: "--chat-template 'a b'" };
  assert.equal(changedFields(shown, shown), null);
  assert.deepEqual(Object.keys(changedFields({ ...shown, args: "--chat-template 'a c'" }, shown)), ["args"]);
});

test("Own fields are saved first, and the settings on what came of that", async () => {
  const sent = [];
  globalThis.fetch = async (path, { method, body }) => {
    sent.push([method, path, JSON.parse(body)]);
    return { ok: true, status: 200, json: async () => ({ ...model(), revision: `r${sent.length + 1}` }) };
  };
  const now = await save(model(), { name: "N" }, { max_model_len: null }, true);

  assert.deepEqual(sent.map(([method, path]) => `${method} ${path}`),
    ["PUT /api/models/m", "PUT /api/models/m/settings"]);
  assert.deepEqual(sent.map(([, , body]) => body), [{ name: "N", revision: "r1", force: true },
    { max_model_len: null, revision: "r2", force: true }]);
  assert.equal(now.revision, "r3");
});

test("Where only the first half was saved that half is told with the refusal", async () => {
  globalThis.fetch = async path => path.endsWith("/settings")
    ? { ok: false, status: 409, json: async () => ({ code: "memory_share", detail: "Too much." }) }
    : { ok: true, status: 200, json: async () => ({ ...model(), revision: "r2" }) };

  const refused = fields => save(model(), fields, { max_model_len: null }).catch(problem => problem);
  const half = await refused({ name: "N" }), whole = await refused(null);
  assert.deepEqual([half.code, half.half.revision, whole.half], ["memory_share", "r2", undefined]);
});

test("Who hears of what is going hears its key, at once", async () => {
  const heard = [], ends = new AbortController();
  globalThis.requestAnimationFrame = () => {};
  globalThis.fetch = async () => ({ ok: true, status: 200, json: async () => ({}) });
  onGoing(key => heard.push(key), ends.signal);
  const taken = forget("m");
  assert.deepEqual(heard, ["m"]);
  await taken;
  ends.abort();
  await forget("n");
  assert.deepEqual(heard, ["m"]);
});

test("A model is going from the request to its answer, whatever that is", async () => {
  const seen = [], answers = [{ ok: false, status: 409 }, { ok: true, status: 200 }];
  globalThis.requestAnimationFrame = () => {};
  globalThis.fetch = async (path, { method }) => {
    seen.push([method, path, isGoing("m"), isGoing("n")]);
    return { ...answers.pop(), json: async () => ({}) };
  };
  await forget("m");
  seen.push(isGoing("m"));
  await assert.rejects(forget("m"));

  assert.deepEqual(seen, [["DELETE", "/api/models/m", true, false], false, ["DELETE", "/api/models/m", true, false]]);
  assert.equal(isGoing("m"), false);
});

test("What an import leaves out for its share is known, and told in the words of the dialog", () => {
  const [share, taken] = [{ key: "a", reason: "It is too much; send \"force\": true to take it all the same." },
    { key: "b", reason: "There is one already; send \"replace\": true to put this one in its place." }];
  assert.deepEqual([leftForForce({ skipped: [taken, share] }), leftForForce({ skipped: [taken] }), leftForForce({})],
    [true, false, false]);
  assert.deepEqual([share, taken, { reason: "It has no repo." }].map(leftOut), [
    "It is too much: it is taken with “Take memory shares above 0.90”.",
    "There is one already: it is taken with “Replace what has the same key”.", "It has no repo."]);
});

test("The fit of a repository is asked with the Sparks, the words and the settings that were chosen", async () => {
  const asked = [];
  globalThis.fetch = async path => { asked.push(path); return { ok: true, json: async () => ({ verdict: "fits" }) }; };
  await fitOfRepo({ repo: "org/m", nodes: "cluster", args: ["-tp", "2"],
    settings: { max_model_len: 4096, max_num_seqs: null } });
  assert.deepEqual(asked, ["/api/fit?repo=org%2Fm&nodes=cluster&max_model_len=4096&args=-tp&args=2"]);
});

test("A share that is refused without a word of the person is known by its code", () =>
  assert.deepEqual(["memory_share", "needs_force", "moved"].map(code => needsForce({ code })), [true, true, false]));

test("Arguments are said to be checked only where the image was asked for its options", () => {
  assert.equal(optionsNote(null), null);
  assert.deepEqual(optionsNote({ verdict: "fits" }),
    { state: null, words: "Not checked yet: this image was not asked for its options." });
  assert.deepEqual(optionsNote({ unknown_options: null }), optionsNote({}));
  assert.deepEqual(optionsNote({ unknown_options: [], vllm_version: "0.17.1" }),
    { state: null, words: "Checked one by one against this image's vLLM (0.17.1)." });
  assert.equal(optionsNote({ unknown_options: [] }).words, "Checked one by one against this image's vLLM.");
});

test("What the image's vLLM does not have stands out", () => {
  const unknown = ["--foo", "--bar"].map(option =>
    ({ option, near: [], sentence: `This image's vLLM has no ${option}.` }));
  assert.deepEqual(optionsNote({ unknown_options: unknown, vllm_version: "0.17.1" }),
    { state: "attention", words: "This image's vLLM has no --foo. This image's vLLM has no --bar." });
});
