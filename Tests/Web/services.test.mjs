import assert from "node:assert/strict";
import { test } from "node:test";
import { capWords, openWebUi, serviceCards } from "../../WebUI/wwwroot/lib/services.js";
import { serviceQuestion } from "../../WebUI/wwwroot/lib/service-questions.js";
import { sentTo } from "../../WebUI/wwwroot/lib/sent.js";
import { load, settings, START, usual, view } from "./fixtures.mjs";

const iso = seconds => new Date(START + seconds * 1000).toISOString();
const service = (verdict, more = {}) => ({ verdict, since: iso(0), evidence: "Said so", planned: false, ...more });
const all = { services: ["vllm", "parakeet", "magpie", "tei"].map(name => ({ name, hindrance: null, link: null })) };
const cards = (known, listed = all, link = {}) =>
  serviceCards(view({ settings, services: {}, ...known }), listed, { now: START + 60_000, link });
const card = (name, known, listed, link) => cards(known, listed, link).find(one => one.name === name);

test("The three come first, then the services of the owner", () => {
  const url = "http://192.168.1.42:8090/health";
  const own = { ...settings, custom_services: [{ name: "tei", kind: "other", url }] };

  assert.deepEqual(cards({ settings: own }).map(({ title, note }) => [title, note]), [["vLLM", "language model"],
    ["Parakeet", "speech to text"], ["Magpie", "text to speech"], ["tei", "custom"]]);
});

const VERDICTS = [
  ["answers", service("healthy", { latency_ms: 0.4, voices: ["a", "b"], last_good: iso(57) }), "healthy", "Healthy",
    "Answers in 1 ms. 2 voices."],
  ["is waited for", service("healthy", { latency_ms: 12, last_good: iso(49) }), "healthy", "Healthy", "Said so."],
  ["is down as planned", service("unhealthy", { planned: true }), "planned", "Down as planned", /^Said so\. Since /],
  ["could not be asked", service("unknown", { last_good: iso(-60) }), "unknown", "Unknown", /Last seen well at /],
  ["docker and the watchdog have ended", service("healthy", { container: { restart_count: 4 }, restarts: [iso(-9)] }),
    "healthy", "Healthy",
    "Said so. Docker has restarted it 4 times. The watchdog asked for it to be stopped once in 30 minutes."],
  ["is off", service("disabled"), "off", "Switched off", "Said so."],
  ["nobody has asked", undefined, "unknown", "Unknown", "Nobody has asked it yet."]
];
for (const [name, state, mark, word, words] of VERDICTS)
  test(`A card tells of a service that ${name}`, () => {
    const found = card("magpie", { services: state && { magpie: state } });
    assert.deepEqual([found.state, found.word], [mark, word]);
    if (typeof words === "string") assert.equal(found.words.join(" "), words);
    else assert.match(found.words.join(" "), words);
  });

test("What is switched off is so from the click on", () => {
  const off = { ...settings, disabled_services: ["magpie"] };

  assert.equal(card("magpie", { settings: off, services: { magpie: service("healthy") } }).word, "Switched off");
});

const BLOCKED = [
  ["the panel is away", {}, all, { lostAt: START }, "The panel does not answer."],
  ["Redis is away", {}, all, { staleSince: START }, /Redis does not answer/],
  ["another panel drives", { driver: { another_panel: "x" } }, all, {}, "Another panel drives the Sparks."],
  ["it was not read yet", {}, null, {}, "What can be done is being read."],
  ["it cannot be read", {}, { problem: "No such route." }, {}, "What can be done is unknown: No such route."],
  ["there is no SSH", {}, { services: [{ name: "vllm", hindrance: "Its host has no SSH" }] }, {},
    "Its host has no SSH."],
  ["a model is loaded", { swap: load(300) }, all, {}, "Qwen3-VL 235B A22B is being loaded now."]
];
for (const [name, known, listed, link, words] of BLOCKED)
  test(`No button can be pressed while ${name}, and the card says so`, () => {
    const found = card("vllm", known, listed, link).blocked;
    if (typeof words === "string") assert.equal(found, words); else assert.match(found, words);
  });

test("What is stopped can be started, anything else restarted or stopped", () => {
  const verbs = verdict => card("magpie", { services: { magpie: service(verdict) } }).verbs;

  assert.deepEqual([verbs("stopped"), verbs("healthy"), verbs("unknown")],
    [["start"], ["restart", "stop"], ["restart", "stop"]]);
});

test("An action is told while it runs, and its failure until the service is well again", () => {
  const action = { verb: "restart", source: "page", phase: "running", requested_at: iso(0), ended_at: null };
  const failed = { ...action, phase: "failed", ended_at: iso(30), failure: { title: "It ended at once" } };
  const found = (state, actions) => card("magpie", { services: { magpie: state }, actions: { magpie: actions } });

  assert.match(found(service("starting"), action).doing, /^Restarting since .*, asked from the page\.$/);
  assert.equal(found(service("starting"), action).failure, null);
  assert.equal(found(service("unhealthy"), failed).failure.title, "It ended at once");
  assert.equal(found(service("healthy", { since: iso(40) }), failed).failure, null);
});

test("The report of an action that failed can be put away, until another one fails", () => {
  const failed = { id: "a-1", verb: "restart", phase: "failed", requested_at: iso(0), ended_at: iso(30) };
  const failure = closedActions => serviceCards(view({ settings, services: {}, actions: { magpie: failed } }), all,
    { now: START, closedActions }).find(({ name }) => name === "magpie").failure;

  assert.match(failure(["a-0"]).title, /failed/);
  assert.equal(failure(["a-1"]), null);
});

const CAPS = [
  [null, null, "No memory cap"], [40, 40, "Memory cap 40 GiB"],
  [40, null, "Memory cap 40 GiB wanted, not in force yet"],
  [40, 30, "Memory cap 40 GiB wanted, not in force yet"], [null, 30, "No memory cap wanted, 30 GiB still in force"],
  [40, undefined, "Memory cap 40 GiB wanted"]
];
for (const [wanted, real, words] of CAPS)
  test(`A cap of ${wanted} where ${real} is in force: ${words}`, () =>
    assert.equal(capWords({ parakeet: { memory_cap_gib: wanted } }, { memory_cap_in_force_gib: real }), words));

test("A stuck engine of vLLM has a restart of its own; a cache of Magpie has none", () => {
  const trouble = code => service("degraded", { trouble: { code, title: "x" } });

  assert.equal(card("vllm", { services: { vllm: trouble("dead_engine") } }).restart, true);
  assert.equal(card("magpie", { services: { magpie: trouble("cache_not_writable") } }).restart, false);
});

test("The question before a restart says what it cuts off and how long a model takes", () => {
  const catalog = { models: [{ key: "q", name: "Qwen", repo: "org/q" }] };
  const vllm = { ...service("healthy"), model: { id: "q", root: "org/q" }, requests_running: 2, requests_waiting: 1 };
  const known = view({ settings, vllm, services: { vllm }, catalog, usual: { models: { q: usual } } });

  const asked = serviceQuestion(known, { name: "vllm", verb: "restart" });

  assert.deepEqual([asked.title, asked.why], ["Restart vLLM?", null]);
  assert.equal(asked.words,
    "3 requests will be cut off. Qwen is loaded again; until then nothing serves, usually for 10:42 to 12:25.");
  assert.match(serviceQuestion({ ...known, swap: load(3) }, { name: "vllm", verb: "stop" }).why, /is being loaded now/);
});

test("A question whose service has stopped meanwhile is void", () => {
  const known = view({ settings, services: { parakeet: service("stopped") } });

  assert.equal(serviceQuestion(known, { name: "parakeet", verb: "stop" }).why, "Parakeet is stopped already.");
  assert.match(serviceQuestion(known, { name: "parakeet", verb: "stop" }).words,
    /stays stopped until somebody starts it/);
});

test("Only the panel makes the link to Open WebUI", () => {
  assert.equal(openWebUi({ services: [{ name: "vllm", link: "http://chat.lan" }] }), "http://chat.lan");
  assert.deepEqual([openWebUi(null), openWebUi({ problem: "x" })], [null, null]);
});

test("A test of notifications tells of each address", () => {
  const sent = [{ host: "a", status: 204, ms: 0.2 }, { host: "b", status: 500, ms: 3 },
    { host: "c", status: null, problem: "no connection", ms: 5000 }];

  assert.deepEqual(sentTo({ sent }).map(({ words }) => words), ["a took it in 1 ms.",
    "b did not take it: it answered 500.", "c did not take it: no connection."]);
  assert.match(sentTo({ sent: [] })[0].words, /^Nobody was told/);
});
