import assert from "node:assert/strict";
import { test } from "node:test";
import { health } from "../../WebUI/wwwroot/lib/health.js";
import { settings, START, view } from "./fixtures.mjs";

const iso = seconds => new Date(START + seconds * 1000).toISOString();
const service = (verdict, more = {}) => ({ verdict, since: iso(0), evidence: "Said so.", planned: false, ...more });
const fine = { vllm: service("healthy", { latency_ms: 6 }), parakeet: service("healthy", { latency_ms: 38.2 }),
  magpie: service("healthy") };
const driver = { links: { spark1: { state: "up" }, spark2: { state: "up" } } };
const told = (services, more = {}, at = {}) =>
  health(view({ settings, driver, services: { ...fine, ...services }, ...more }),
    { now: START + 60_000, known: true, ...at });
const words = ({ lede }) => lede.join("");

test("When all is well the page says so and claims nothing that nobody has counted", () => {
  const said = told({});

  assert.deepEqual([said.title, said.state], ["Everything answers", "serving"]);
  assert.equal(words(said), "The slowest answer took 38 ms.");
});

const TITLES = [
  ["one that is down", { parakeet: service("unhealthy") }, "Parakeet does not answer", "failed"],
  ["two that are down", { parakeet: service("unhealthy"), magpie: service("unhealthy") },
    "Parakeet and Magpie do not answer", "failed"],
  ["one that answers and cannot work", { parakeet: service("unhealthy", { trouble: { code: "gpu_wedged" } }) },
    "Parakeet does not work", "failed"],
  ["one that answers and one that does not", { vllm: service("unhealthy", { trouble: { code: "worker_gone" } }),
    parakeet: service("unhealthy", { trouble: { code: "out_of_memory" } }) },
    "vLLM and Parakeet do not work", "failed"],
  ["a model that nobody wants", { vllm: service("stopped", { planned: true }) }, "Everything that runs answers",
    "serving"],
  ["one in trouble", { vllm: service("healthy", { trouble: { code: "stuck", title: "No token moves" } }) },
    "vLLM is not as it should be", "attention"],
  ["one that is planned to be away", { vllm: service("unhealthy", { planned: true }) },
    "vLLM is down as planned", "idle"],
  ["one that could not be asked", { magpie: service("unknown") }, "Magpie could not be asked", "unknown"],
  ["one that starts", { magpie: service("starting") }, "Magpie is starting", "working"],
  ["one that was stopped", { magpie: service("stopped") }, "Everything that runs answers", "serving"],
  ["one that was up and has stopped by itself", { magpie: service("stopped", { last_good: iso(-60) }) },
    "Magpie has stopped", "attention"],
  ["one that nobody expects anything of", { magpie: service("disabled") }, "Everything answers", "serving"]
];
for (const [name, services, title, state] of TITLES)
  test(`The sentence tells of ${name}`, () =>
    assert.deepEqual([told(services).title, told(services).state], [title, state]));

test("What has stopped by itself is told behind what is worse, and for a day", () => {
  const left = { magpie: service("stopped", { last_good: iso(-60) }) };
  const links = { spark1: { state: "up" }, spark2: { state: "down", reason: "No route to host" } };
  const old = { magpie: service("stopped", { last_good: iso(-200_000), since: iso(-100_000) }) };

  assert.match(words(told(left)), /^Magpie is stopped since .*\. Said so\./);
  assert.equal(told({ ...left, vllm: service("degraded") }).title, "vLLM is not as it should be");
  assert.equal(told({ ...left, parakeet: service("unhealthy") }).title, "Parakeet does not answer");
  assert.equal(told(left, { driver: { links } }).title, "Spark 2 cannot be asked");
  assert.equal(told(old).title, "Everything that runs answers");
  assert.match(words(told(old)), /^Magpie is stopped\. /);
});

test("A model that a swap has stopped comes back", () => {
  const swap = { id: "s1", kind: "load", phase: "stopping", ended_at: null };

  assert.equal(told({ vllm: service("stopped", { planned: true }) }, { swap }).title, "vLLM is down as planned");
});

test("A Spark that cannot be asked comes before what runs on it", () => {
  const links = { spark1: { state: "up" }, spark2: { state: "down", reason: "No route to host" } };
  const said = told({ parakeet: service("unknown") }, { driver: { links } });

  assert.equal(said.title, "Spark 2 cannot be asked");
  assert.equal(words(said), "Spark 2: No route to host.");
});

test("A Spark of which nobody knows since when it is silent breaks nothing", () => {
  const said = told({}, { driver: { links: { spark1: { state: "up" }, spark2: { state: "down" } } } });

  assert.equal(words(said), "Spark 2: nobody knows since when.");
});

test("A service that nobody has asked is not said to answer", () => {
  const said = health(view({ settings, driver, services: { vllm: fine.vllm } }), { now: START, known: true });

  assert.equal(said.title, "Parakeet and Magpie were not asked yet");
  assert.match(words(said), /Parakeet: nobody has asked it yet\./);
});

test("While the panel or Redis is away nothing is said of now", () => {
  for (const link of [{ lostAt: START }, { staleSince: START }, { blankSince: START }])
    assert.equal(told({}, {}, { link }).title, "How things are now is unknown");
});

test("Long reasons are left to the cards", () => {
  const said = told({ vllm: service("unhealthy"), parakeet: service("unhealthy"), magpie: service("unhealthy") });

  assert.match(words(said), /vLLM.*Parakeet.*More is told below\./);
  assert.doesNotMatch(words(said), /Magpie/);
});

const INCIDENTS = [
  ["none", { incidents_of_day: 0, incident: null }, "No incident in the last 24 hours."],
  ["one that lasts", { incidents_of_day: 1, incident: { begin: iso(-60), end: null } },
    /^An incident is in progress since/],
  ["one that is over", { incidents_of_day: 1, incident: { begin: iso(-60), end: iso(-30) } },
    /^One incident in the last 24 hours, over since/]
];
for (const [name, journal, expected] of INCIDENTS)
  test(`The line below tells of incidents: ${name}`, () => {
    const said = words(told({ vllm: service("healthy"), parakeet: service("healthy") }, { journal }));
    if (typeof expected === "string") assert.equal(said, expected); else assert.match(said, expected);
  });

test("A warning of the watchdog is told in its own words", () => {
  const warning = { code: "memory", sentence: "2.8 GiB are left", since: iso(0) };
  const said = told({}, { nodes: { spark1: { warning } } });

  assert.equal(said.title, "Spark 1 is under pressure");
  assert.match(words(said), /2\.8 GiB are left\./);
});
