import assert from "node:assert/strict";
import { test } from "node:test";
import { compared, split } from "../../WebUI/wwwroot/lib/command.js";
import { cards, dropped, headline } from "../../WebUI/wwwroot/lib/models.js";
import { freeWords, onDisk } from "../../WebUI/wwwroot/lib/on-disk.js";
import { failed, load, model, settings, START, usual, view, vllm } from "./fixtures.mjs";

const GIB = 2 ** 30;
const weights = (gib, complete = true) => ({ bytes: gib * GIB, complete });
const disk = (spark1, spark2) =>
  ({ nodes: { ...spark1 && { spark1: { at: "2026-11-22T20:00:00Z", weights: spark1 } }, ...spark2
  && { spark2: { at: "2026-11-22T20:00:00Z", weights: spark2 } } } });
const place = (spark1, spark2, nodes) => onDisk(model("m", nodes), view({ settings, disk: disk(spark1, spark2) }));
const first = known =>
  cards(view({ settings, catalog: { models: [model("m")] },
  disk: disk({ "org/m": weights(63) }, { "org/m": weights(63) }), ...known }), { now: START, link: known.link })[0];

test("A model for one Spark needs the weights on Spark 1 alone", () => {
  assert.deepEqual([place({ "org/m": weights(48) }, {}, "solo").state,
    place({ "org/m": weights(48) }, {}, "cluster").state], ["disk", "part"]);
});

test("A Spark that was not asked has not said no", () => {
  const found = place({ "org/m": weights(63) }, undefined);
  assert.deepEqual([found.state, found.marks.spark2], ["unknown", "unknown"]);
  assert.match(found.text, /Spark 2 unknown/);
});

const download = (more = {}) => ({ id: "d-1", kind: "download", repo: "org/m", nodes: "cluster", phase: "downloading",
  requested_at: "2026-11-22T20:30:00Z", ended_at: null,
  transfers: [{ node: "spark1", from: "hub", bytes: 39 * GIB, total_bytes: 63 * GIB, percent: 62, verified: false }],
  ...more });

test("What is not on disk can be downloaded, also while something is loaded, but not where nobody can be asked", () => {
  const card = first({ disk: disk({}, {}) });
  assert.equal(card.state, "absent");
  assert.deepEqual([card.action.do, card.action.text, card.action.disabled], ["download", "Download", false]);
  assert.match(card.where, /^Not on disk/);
  assert.equal(first({ disk: disk({}, {}), swap: load(300) }).action.disabled, false);
  const down = { links: { spark1: { state: "down" } } };
  assert.deepEqual([first({ disk: disk({}, {}), driver: down }).action.text, first({ disk: disk({}, {}), driver: down })
    .action.disabled], ["Not now", true]);
});

test("What is partly there can be completed, and says how much is missing", () => {
  const card = first({ disk: disk({ "org/m": weights(219) }, { "org/m": weights(178, false) }) });
  assert.deepEqual([card.state, card.action.do, card.action.text], ["part", "download", "Complete"]);
  assert.equal(card.where, "219 GiB on Spark 1; Spark 2 lacks 41 of 219 GiB");
});

test("A directory is filled by hand: it is looked for again", () => {
  const local = { ...model("m"), repo: null, local_path: "/data/m" };
  const card = first({ catalog: { models: [local] }, disk: disk({}, {}) });
  assert.deepEqual([card.action.do, card.action.text], ["switch", "Look again"]);
});

test("What is being downloaded says how far, and is not there yet", () => {
  const card = first({ disk: disk({}, {}), jobs: [download()] });
  assert.deepEqual([card.state, card.where], ["working", "Downloading, 62 % on Spark 1"]);
  assert.deepEqual([card.action.do, card.action.text, card.action.disabled], [null, "Not there yet", true]);
  assert.equal(first({ disk: disk({}, {}), jobs: [download({ phase: "queued" })] }).where, "Waits to be downloaded");
  assert.equal(first({ disk: disk({}, {}), jobs: [download({ ended_at: "2026-11-22T20:31:00Z" })] }).action.text,
    "Download");
});

test("A card tells the changed settings, a bad fit, and a load that has failed before", () => {
  const listed = [{ key: "m", fit: { verdict: "does_not_fit", reason: "110 GiB of weights on each Spark." },
    failed_load: { at: "2026-11-20T12:00:00Z", title: "vLLM does not know its architecture", swap: "s-1" } }];
  const changed = { ...model("m"), settings: { max_model_len: 131072 }, bundled_settings: { max_model_len: 32768 } };
  const seen = view({ settings, catalog: { models: [changed] }, disk: disk({ "org/m": weights(63) },
    { "org/m": weights(63) }) });
  const [card] = cards(seen, { now: START }, listed);
  assert.deepEqual([card.state, card.why, card.action.text], ["failed", "vLLM does not know its architecture.",
    "Try again"]);
  assert.match(card.whyAt, /^Friday /);
  assert.equal(card.changed, "context changed to 131,072");
  assert.equal(card.fit, "110 GiB of weights on each Spark.");
  assert.equal(cards(seen, { now: START }, [{ key: "m", fit: { verdict: "fits", reason: "It fits." } }])[0].fit, null);
});

test("What is worth knowing before a load stands on the card, in the list and on Home", () => {
  const share = "vLLM takes 0.92 of the memory. Above 0.90 the Spark can run out of it and stand still.";
  const warned = warnings => first({ catalog: { models: [model("m")], warnings: { m: warnings } } }).warning;
  assert.equal(warned([share]), share);
  assert.equal(warned([share, "More.", "Yet more."]), `${share} 2 more on its page.`);
  assert.equal(first({}).warning, null);
});

test("A model that stands in for a bundled one says so", () => {
  const mine = { ...model("m"), stands_in: true };
  assert.match(first({ catalog: { models: [mine] } }).changed, /^in place of the one of this key/);
  assert.equal(first({}).changed, null);
});

test("A model that an update has dropped says why it matters, and settings can be forgotten", () => {
  const gone = settings => ({ key: "m", name: "M", settings, bundled_settings: { max_model_len: 32768 } });
  const said = (settings, good) => dropped({ catalog: { dropped: [gone(settings)] }, good })
    .map(({ words, hasSettings }) => [/Your settings for it are kept\.$/.test(words), hasSettings])[0];
  assert.deepEqual(said({ max_model_len: 65536 }, { model: "m" }), [true, true]);
  assert.deepEqual(said({ max_model_len: 32768 }, { model: "m" }), [false, false]);
  assert.deepEqual(said({ max_model_len: 32768 }, { model: "other" }), [true, true]);
  assert.deepEqual(dropped({}), []);
});

test("The line below the headline names the room of each Spark, and what nobody has said", () => {
  const known = { settings, disk: { nodes: { spark1: { free_bytes: 1900 * GIB, weights: {} },
    spark2: { free_bytes: 2200 * GIB, weights: {} } } }, jobs: [download()] };
  assert.equal(freeWords(known), "Spark 1 has 1.9 TiB free, Spark 2 has 2.1 TiB. One download is running.");
  const half = { ...known, disk: { nodes: { spark1: known.disk.nodes.spark1 } }, jobs: [] };
  assert.equal(freeWords(half), "Spark 1 has 1.9 TiB free, what Spark 2 has free is not known.");
  assert.equal(freeWords({ settings }), "What is on the disks is not known yet.");
});

const HEADLINES = [
  ["two of which one is there", ["disk", "part"], "Two models, one ready to load"],
  ["one that is not there", ["absent"], "One model, none ready to load"],
  ["one that nobody has looked for", ["disk", "unknown"], "Two models"],
  ["none", [], "No models"]
];
for (const [name, states, words] of HEADLINES)
  test(`The headline counts ${name}`, () => assert.equal(headline(states.map(state => ({ disk: state }))), words));

test("What is there can be switched to, unless something is under way or a Spark cannot be asked", () => {
  assert.equal(first({}).action.text, "Switch to this");
  const busy = first({ swap: load(300) });
  assert.ok(busy.action.disabled);
  assert.match(busy.where, /Something is being loaded or stopped$/);
  const down = first({ driver: { links: { spark1: { state: "up" }, spark2: { state: "down" } } } });
  assert.equal(down.action.text, "Not now");
  assert.match(down.where, /Spark 2 cannot be asked$/);
});

test("Without Redis nothing can be switched to", () => {
  for (const link of [{ staleSince: START }, { blankSince: START }, { lostAt: START }])
    assert.equal(first({ link }).action.text, "Not now");
});

test("A card carries the usual time, and how the last load of this model failed", () => {
  assert.deepEqual(first({ usual: { models: { m: usual } } }).time, ["10:42 to 12:25", "usual of 14 loads"]);
  const card = first({ swap: { ...failed(), model: "m", failure: { title: "No memory" } } });
  assert.deepEqual([card.state, card.why, card.action.text], ["failed", "No memory", "Try again"]);
});

test("What serves is marked and can be loaded again", () => {
  const card = first({ vllm: vllm("healthy", { model: { id: "m", root: "org/m" } }) });
  assert.deepEqual([card.state, card.action.text], ["serving", "Load again"]);
});

test("One Spark runs no model for two", () => {
  const card = first({ settings: { ...settings, spark2: null } });
  assert.deepEqual([card.action, card.where], [null, "Needs two Sparks; one is set up"]);
});

test("Quoted words of a command stay whole", () => {
  assert.deepEqual(split(`./launch-cluster.sh -d exec vllm serve org/m --x '{"a": 1}'`)
    .map(({ text, strong }) => strong ? `*${text}` : text),
    ["*./launch-cluster.sh", "-d", "exec", "*vllm serve org/m", "--x", `'{"a": 1}'`]);
});

const COMMANDS = [`run --a 'it'\\''s one' --b`, `run "a \\" b" 'c'"d"e`, `run it's --x`, `a\\ b "never ends`,
  `end\\`];
for (const command of COMMANDS)
  test(`No letter of a command is lost: ${command}`, () =>
    assert.equal(split(command).map(({ text }) => text).join(" "), command));

test("A word with an apostrophe is one word", () => {
  assert.equal(split(`--a 'it'\\''s one' --b`).length, 3);
});

test("What differs from the command before is marked, a flag with its value", () => {
  const marked = compared("./launch-cluster.sh -d exec vllm serve org/m --max-model-len 32768 --enable-prefix-caching",
    "./launch-cluster.sh -d exec vllm serve org/m --max-model-len 131072 --kv-cache-dtype fp8 --enable-prefix-caching")
    .filter(({ isNew }) => isNew).map(({ text }) => text);
  assert.deepEqual(marked, ["--max-model-len 131072", "--kv-cache-dtype fp8"]);
});

test("No word is lost by marking", () => {
  const command = "./launch-cluster.sh --solo -d exec vllm serve org/m -tp 2 --x '{\"a\": 1}'";
  assert.equal(compared("", command).map(({ text }) => text).join(" "), command);
});
