import assert from "node:assert/strict";
import { test } from "node:test";
import { machines } from "../../WebUI/wwwroot/lib/machines.js";
import { settings, START, view } from "./fixtures.mjs";

const GIB = 2 ** 30;
const iso = seconds => new Date(START + seconds * 1000).toISOString();
const node = (more = {}, sample = {}) => ({ link: { state: "up", since: iso(-60) }, sampled_at: iso(-3),
  mem_total_bytes: 121 * GIB, mem_available_bytes: 31 * GIB, gpu_process_bytes: 83 * GIB, model_bytes: 80 * GIB,
  sample: { uptime_seconds: 41.5 * 86_400, ...sample }, ...more });
const first = (spark1, more = {}) => machines(view({ settings, nodes: { spark1 }, ...more }), { now: START })[0];

test("Memory is told apart only as far as the data does", () => {
  const parts = ({ memory }) => memory.parts.map(({ label, at, size }) => [label, at, size]);

  assert.deepEqual(parts(first(node())), [["system and other containers", 0, 10], ["model", 10, 80]]);
  const whole = first(node({ model_bytes: null }));
  assert.deepEqual([parts(whole), whole.memory.parts[0].part], [[["in use", 0, 90]], "used"]);
  assert.equal(first(node({ mem_available_bytes: null })).memory, null);
});

test("What a node did not say is unknown, never nought", () => {
  const { plots, facts } = first(node());

  assert.deepEqual(plots.map(({ value }) => value), ["unknown", "unknown", "unknown", "unknown"]);
  assert.deepEqual(plots.map(({ unit }) => unit), ["%", "°C", "W", "%"]);
  assert.deepEqual(facts, []);
});

test("The facts are said with their units, and what watching costs", () => {
  const { facts } = first(node({ gpu_process_bytes: null }, { swap_total_bytes: 16 * GIB, swap_free_bytes: 15 * GIB,
    disks: [{ mount: "/", size_bytes: 2000 * GIB, free_bytes: 500 * GIB, holds: ["weights"] }], cost_cpu_ms: 31,
    gpu: { sm_clock_mhz: 2405, throttle: ["sw_power_cap"] }, containers: [{ name: "tts", oom_killed: true }] }));

  assert.deepEqual(facts, ["Disk 500 GiB of 2 TiB free.", "Swap 1.0 GiB.",
    "Clock 2,405 MHz, slowed by the power limit.",
    "No GPU memory figure: nvidia-smi does not give one.", "tts was stopped by the kernel: out of memory.",
    "Watching costs 0.6 % of a core."]);
});

test("A clock that nothing slows says so only when that is known", () => {
  const clock = throttle => first(node({}, { gpu: { sm_clock_mhz: 2405, throttle } })).facts[0];
  const both = ["hw_slowdown", "hw_thermal_slowdown", "sw_thermal_slowdown"];

  assert.deepEqual([clock([]), clock(null)], ["Clock 2,405 MHz, not throttled.", "Clock 2,405 MHz."]);
  assert.deepEqual([clock(both), clock(["hw_slowdown"]), clock(["of_tomorrow"])], ["Clock 2,405 MHz, slowed by heat.",
    "Clock 2,405 MHz, slowed by the hardware.", "Clock 2,405 MHz, slowed by of tomorrow."]);
});

const OLD = [
  ["a failed sample", { stale: true }], ["a monitor that is gone", { silent: true }],
  ["a time without samples", { sampled_at: iso(-120) }]
];
for (const [name, more] of OLD)
  test(`Figures are dated after ${name}`, () => assert.match(first(node(more)).old, /^Figures are from /));

test("Figures of now are not dated", () => assert.equal(first(node()).old, null));

const MARKS = [
  ["up", { state: "up" }, "healthy", "Up 41 days"], ["slow", { state: "slow" }, "attention", "Answers slowly"],
  ["silent", { state: "down", since: iso(-60) }, "unknown", /^Silent since /],
  ["silent, nobody knows since when", { state: "down" }, "unknown", "Silent"],
  ["not trusted", { state: "untrusted" }, "failed", "Not trusted"], ["not asked", undefined, "unknown", "Not asked yet"]
];
for (const [name, link, state, word] of MARKS)
  test(`A machine that is ${name} is marked so`, () => {
    const found = first(node({ link }));
    assert.equal(found.state, state);
    if (typeof word === "string") assert.equal(found.word, word); else assert.match(found.word, word);
  });

test("One Spark has one card", () => {
  assert.equal(machines(view({ settings: { ...settings, spark2: null } }), { now: START }).length, 1);
});
