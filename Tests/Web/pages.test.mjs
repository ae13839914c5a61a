import assert from "node:assert/strict";
import { test } from "node:test";
import { banners } from "../../WebUI/wwwroot/lib/banners.js";
import { drawing } from "../../WebUI/wwwroot/lib/lanes.js";
import { found, steps } from "../../WebUI/wwwroot/lib/setup.js";
import { failed, load, settings, START, stopped, view, vllm } from "./fixtures.mjs";

const GIB = 2 ** 30;
const node = (used, gpu) =>
  ({ mem_total_bytes: 121.7 * GIB, mem_available_bytes: (121.7 - used) * GIB, model_bytes: gpu * GIB,
  link: { state: "up" } });
const at = { now: START + 300_000, closed: null };
const quiet = { link: {}, known: true, now: START, route: "home" };

test("Memory that nobody read is dotted, not empty", () => {
  const { lanes } = drawing(view({ settings, nodes: { spark1: node(91.3, 85.2) } }), at);
  assert.deepEqual(lanes.map(({ state, pieces }) => [state, pieces.length]), [[null, 2], ["unknown", 0]]);
});

test("A Spark that cannot be asked shows no figure of before", () => {
  const { lanes } =
    drawing(view({ settings, nodes: { spark1: node(91.3, 85.2) },
    driver: { links: { spark1: { state: "down" } } } }), at);
  assert.deepEqual([lanes[0].state, lanes[0].note], ["unknown", "cannot be asked"]);
});

test("Old figures are dated", () => {
  const sample = { ...node(91.3, 85.2), sampled_at: "2026-11-22T20:34:00Z" };
  const lane = newest => drawing(view({ settings, nodes: { spark1: sample } }), { ...at, newest }).lanes[0];
  assert.deepEqual([Boolean(lane("2026-11-22T20:34:30Z").old), lane("2026-11-22T20:36:00Z").old], [false, true]);
});

test("Figures of a Spark that nobody looks at any more are dated", () => {
  const sample = { ...node(91.3, 85.2), sampled_at: "2026-11-22T20:34:00Z", silent: true };
  const newest = "2026-11-22T20:34:01Z";
  const lane = drawing(view({ settings, nodes: { spark1: sample } }), { ...at, newest }).lanes[0];
  assert.deepEqual([lane.old, lane.note.startsWith("91.3 GiB at ")], [true, true]);
});

test("A load fills each Spark by what it has done", () => {
  const { lanes, band, state } = drawing(view({ settings, swap: load(300) }), at);
  const fill = lanes.map(({ pieces }) => pieces.find(({ id }) => id === "weights").fill);
  assert.deepEqual([state, band, ...fill], ["working", 642_000, 31 / 49, 28 / 49]);
});

test("What was not counted is not drawn as nothing", () => {
  const swap = load(300, { nodes: [{ node: "spark1", part: null }, { node: "spark2", part: 0 }] });
  const { lanes } = drawing(view({ settings, swap }), at);
  assert.deepEqual(lanes.map(({ pieces }) => pieces.find(({ id }) => id === "weights").fill), [null, 0]);
});

test("A stop that failed leaves the drawing of memory", () => {
  const { state, mouth } = drawing(view({ settings, swap: stopped("failed"), vllm: vllm("healthy") }), at);
  assert.deepEqual([state, mouth[0]], ["serving", "Serving"]);
});

test("A failure ends both lanes at the phase", () => {
  const { lanes, band, joint } = drawing(view({ settings, swap: failed() }), at);
  assert.deepEqual([lanes[0].pieces.at(-1).state, band, joint], ["broke", null, ["free", "free", "free"]]);
});

test("The name of the phase that broke stands after the line, also without a history", () => {
  const { clock, names, of } = drawing(view({ settings, swap: { ...failed(), usual: null, eta: null } }), at);
  const broke = names.find(({ state }) => state === "broke");
  assert.ok(clock > 0 && clock < of);
  assert.equal(broke.at, clock);
});

test("What is left is said by Spark, before anything was touched that it was not", () => {
  const notes = (remains, more) => drawing(view({ settings, swap: { ...failed(), ...more,
    nodes: [{ node: "spark1", remains }, { node: "spark2", remains: null }] } }), at).lanes.map(({ note }) => note);
  assert.deepEqual(notes("empty"), ["memory back", "not touched"]);
  assert.deepEqual(notes(null, { ended_at: null }), ["being removed", "being removed"]);
});

test("The end of a load is foretold from as many loads as there are", () => {
  const by = loads => drawing(view({ settings, swap: load(300, { eta: { ...load(300).eta, loads } }) }), at).mouth[1];
  assert.match(by(14), /^9 of 10 loads by /);
  assert.match(by(3), /^2 of its 3 loads by /);
  assert.equal(by(1), "as its one load");
});

test("One Spark is drawn as one lane", () => {
  assert.equal(drawing(view({ settings: { ...settings, spark2: null }, vllm: vllm("healthy") }), at).lanes.length, 1);
});

test("Nothing to say, no banner", () => {
  assert.deepEqual(banners(view({ settings }), { ...quiet }), []);
});

test("Another panel, a broken file, a changed key, a silent Spark and an absent Redis are each said", () => {
  const known = view({
    settings: { ...settings, demo: true,
      problems: [{ file: "settings.yaml", line: 14, problem: "A colon is missing.",
      since: new Date(START).toISOString() }] },
    driver: { another_panel: "p2",
      links: { spark1: { state: "untrusted" }, spark2: { state: "down", reason: "No answer." } } }
  });
  const said = banners(known, { ...quiet, link: { lostAt: null, staleSince: START } }).map(({ key }) => key);
  assert.deepEqual(said, ["stale", "another", "file-0-settings.yaml", "key-spark1", "down-spark2", "demo"]);
});

test("A broken file of the catalog is said as one of the settings is, on every page", () => {
  const problem = file => ({ file, line: null, problem: "A colon is missing.", since: new Date(START).toISOString() });
  const problems = [problem("models-custom.yaml"), problem("models-overrides.yaml")];
  const known = view({ settings: { ...settings, problems: [problem("settings.yaml")] },
    catalog: { models: [], skipped: [], problems } });
  const said = banners(known, { ...quiet });
  assert.deepEqual(said.map(({ strong }) => strong), ["settings.yaml cannot be read.",
    "models-custom.yaml cannot be read.", "models-overrides.yaml cannot be read."]);
});

test("Two entries of one name, or two flaws of one file, are two banners", () => {
  const problem = { file: "settings.yaml", line: 1, problem: "It is wrong.", since: new Date(START).toISOString() };
  const entry = { key: "a", file: "models-custom.yaml", reason: "It has no repo." };
  const keys = banners(view({ settings: { ...settings, problems: [problem, problem] },
    catalog: { models: [], skipped: [entry, { ...entry, file: "models-overrides.yaml" }] } }),
    { ...quiet, route: "models" }).map(({ key }) => key);
  assert.deepEqual([keys.length, new Set(keys).size], [4, 4]);
});

test("Settings that are not used are told wherever their model can be loaded, others where they are listed", () => {
  const entry = (key, file) => ({ key, file, reason: "Its context is no number." });
  const catalog = { models: [{ key: "a" }],
    skipped: [entry("a", "models-overrides.yaml"), entry("b", "models-custom.yaml")] };
  const told = route => banners(view({ settings, catalog }), { ...quiet, route }).map(({ strong }) => strong[0]);
  assert.deepEqual(["models", "home", "model", "health"].map(told), [["a", "b"], ["a"], ["a"], []]);
});

test("Since when a Spark is silent is dated when that was not today", () => {
  const down = { spark1: { state: "down", since: new Date(START - 3 * 86_400_000).toISOString() } };
  const [{ strong }] = banners(view({ settings, driver: { links: down } }), { ...quiet });
  assert.match(strong, /^Spark 1 cannot be asked since Thursday /);
});

test("A panel without Redis says so, a short gap and a panel that only begins do not", () => {
  const says = (link, known = true) => banners(view({ settings }), { ...quiet, known, link })[0]?.text;

  assert.match(says({ blankSince: START - 3000 }), /^What the Sparks do is not known/);
  assert.match(says({ lostAt: START - 9000, missedAt: START - 3000 }), /^You see what was known at /);
  assert.match(says({ lostAt: START - 9000, missedAt: START - 3000 }, false), /^This page tries again/);
  assert.deepEqual([says({ blankSince: START - 1000 }), says({ lostAt: START - 9000, missedAt: START - 1000 })],
    [undefined, undefined]);
});

test("An empty panel begins with the hosts", () => {
  const { states, undone } = steps({ spark1: null, spark2: null }, null, false);
  assert.deepEqual([states.hosts, states.key, undone], ["now", "next", 4]);
});

const check = (name, state) => ({ name, state, title: name });
const well = ["reach", "login", "docker", "launcher", "image"].map(name => check(name, "ok"));

test("A machine that is new is compared before the key is tried", () => {
  const fresh = { ...settings, spark2: { ...settings.spark2, host_keys: [] } };
  const { states, offers } = steps(fresh,
    { nodes: [{ node: "spark1", checks: well, trusted: true, offered: null },
    { node: "spark2", checks: [check("reach", "ok"), check("login", "unknown")], trusted: false,
    offered: { type: "ssh-ed25519", fingerprint: "SHA256:new" } }] }, false);
  assert.equal(states.trust, "now");
  assert.deepEqual(offers.map(({ node: name, replaces }) => [name, replaces]), [["spark2", null]]);
});

test("Another key than the trusted one is a failure until it is compared", () => {
  const { states, offers } = steps(settings,
    { nodes: [{ node: "spark1", checks: well, trusted: true, offered: null },
    { node: "spark2", checks: [check("reach", "ok")], trusted: false,
    offered: { type: "ssh-ed25519", fingerprint: "SHA256:other" } }] }, false);
  assert.deepEqual([states.trust, offers[0].replaces], ["failed", "SHA256:two"]);
});

test("A check that is not in order comes with the command that mends it", () => {
  const nodes = [{ node: "spark1", trusted: true, offered: null,
    checks: [...well, { ...check("tools", "failed"), command: "sudo apt-get install jq" }] }];
  const { needs } = steps({ ...settings, spark2: null }, { nodes }, false).proofs;
  assert.deepEqual(needs.map(({ command }) => command).filter(Boolean), ["sudo apt-get install jq"]);
});

test("What a test found is a sentence that names the Spark", () => {
  const nodes = checks => [{ node: "spark1", checks: well }, { node: "spark2", checks }];
  assert.equal(found({ nodes: nodes(well) }), "The test found nothing amiss.");
  assert.equal(found({ nodes: nodes([{ ...check("login", "failed"), title: "Spark 2 refuses the key" },
    check("docker", "unknown")]) }), "The test found: Spark 2 refuses the key and Spark 2: docker.");
});

test("All proofs seen, nothing is left to do", () => {
  const nodes = ["spark1", "spark2"].map(name => ({ node: name, checks: well, trusted: true, offered: null }));
  assert.equal(steps(settings, { nodes }, false).undone, 0);
});
