import assert from "node:assert/strict";
import { test } from "node:test";
import { cards, fetchCommand, headline, onDisk } from "../../WebUI/wwwroot/lib/models.js";
import { split } from "../../WebUI/wwwroot/lib/command.js";
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

test("What is not on disk says so, and can be looked for again", () => {
  const card = first({ disk: disk({}, {}) });
  assert.equal(card.state, "absent");
  assert.deepEqual([card.action.text, card.action.disabled], ["Look again", false]);
  assert.match(card.where, /^Not on disk/);
  const unfinished = disk({ "org/m": weights(63) }, { "org/m": weights(9, false) });
  assert.equal(first({ disk: unfinished }).action.text, "Look again");
  assert.equal(first({ disk: disk({}, {}), swap: load(300) }).action.disabled, true);
});

const HEADLINES = [
  ["two of which one is there", ["disk", "part"], "Two models, one on disk"],
  ["one that is not there", ["absent"], "One model, none on disk"],
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

test("The command that brings weights copies them for two Sparks", () => {
  assert.equal(fetchCommand(model("m"), settings), "cd ~/spark-vllm-docker && ./hf-download.sh org/m -c");
  assert.equal(fetchCommand({ ...model("m"), repo: null }, settings), null);
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
