import assert from "node:assert/strict";
import { test } from "node:test";
import { incidentState, incidentTime, incidentTitle, linesLeft, named, told } from "../../WebUI/wwwroot/lib/journal.js";
import { byDay, dayName, merge, query, timeline } from "../../WebUI/wwwroot/lib/timeline.js";
import { evidence, evidenceWords } from "../../WebUI/wwwroot/lib/evidence.js";
import { dated, lasted } from "../../WebUI/wwwroot/lib/format.js";

const NOON = new Date(2026, 10, 25, 12).getTime(); // of this zone: days begin at its midnight
const iso = seconds => new Date(NOON + seconds * 1000).toISOString();
const entry = (id, seconds, more = {}) => ({ id, at: iso(seconds), kind: "transition", service: "parakeet",
  from: "healthy", to: "unhealthy", count: 1, ...more });

const LINES = [
  ["an outage", entry("a", 0, { evidence: "No connection within 2 s" }),
    ["down", "Parakeet is down.", "No connection within 2 s.", "probe"]],
  ["its end", entry("a", 0, { from: "unhealthy", to: "healthy" }), ["up", "Parakeet answers again.", "", "probe"]],
  ["an answer that says more of it", entry("a", 0, { to: "healthy", evidence: "Parakeet answers on 1.2.3.4" }),
    ["up", "Parakeet answers on 1.2.3.4.", "", "probe"]],
  ["a planned stop", entry("a", 0, { service: "vllm", planned: true }), [null, "vLLM is down.", "", "planned"]],
  ["a report that was repeated", entry("a", 0, { kind: "report", ok: false, source: "relay", error: "503", count: 3 }),
    ["report", "relay reports Parakeet:", "“503”", "report, 3 times"]],
  ["a report that all is well", entry("a", 0, { kind: "report", ok: true, source: "relay", ms: 812 }),
    [null, "relay was served by Parakeet", "after 812 ms", "report"]],
  ["a swap", entry("a", 0,
    { kind: "swap", service: "vllm", ok: true, ms: 658_000, source: "page", evidence: "Swapped to X in 10:58." }),
    ["working", "Swapped to X in 10:58.", "", "from the page"]],
  ["a restart",
    entry("a", 0, { kind: "action", ok: true, ms: 112_000, source: "page", evidence: "parakeet was restarted." }),
    [null, "Parakeet was restarted.", "It took 1:52.", "from the page"]],
  ["a warning of the watchdog", entry("a", 0, { kind: "warning", service: "spark2", evidence: "2.8 GiB are left" }),
    ["report", "Spark 2:", "2.8 GiB are left.", "watchdog"]],
  ["an action that failed", entry("a", 0, { kind: "action", ok: false, error: "exit code 1", source: "watchdog" }),
    ["down", "Parakeet was acted on, and that failed.", "exit code 1.", "from watchdog"]],
  ["a kind that is new to the page", entry("a", 0, { kind: "weather", ok: true }), [null, "weather.", "", "weather"]]
];
for (const [name, line, expected] of LINES)
  test(`A line tells of ${name}`, () => {
    const { state, strong, more, small } = told(line);
    assert.deepEqual([state, strong, more, small], expected);
  });

test("What an app wrote for a terminal is only text", () => {
  const report = { kind: "report", ok: false, source: "\u001b[31mred", error: "<b>\u001b[0mx\u0007" };

  const { strong, more } = told(entry("a", 0, report));

  assert.deepEqual([strong, more], ["red reports Parakeet:", "“<b>x”"]);
});

test("Only a swap that went as it was meant to is marked as planned", () => {
  const marks = ["swap", "swap_failed", "host", null]
    .map(code => incidentState({ end: iso(60), cause: code && { code } }));

  assert.deepEqual(marks, ["planned", "stopped", "stopped", "stopped"]);
  assert.equal(incidentState({ end: null, cause: { code: "swap_failed" } }), "unhealthy");
});

test("An incident is named after who did not answer, else after who had trouble", () => {
  const incident = { services: ["parakeet", "magpie"], entries: [entry("a", 0)], end: iso(60) };

  assert.equal(incidentTitle(incident), "Parakeet did not answer");
  assert.equal(incidentTitle({ ...incident, end: null }), "Parakeet does not answer");
  const hollow = { ...incident, entries: [entry("a", 0, { trouble: "gpu_wedged" })] };
  assert.equal(incidentTitle(hollow), "Parakeet did not work");
  assert.equal(incidentTitle({ ...hollow, end: null }), "Parakeet does not work");
  assert.equal(incidentTitle({ ...incident, entries: [] }), "Parakeet and Magpie had trouble");
  const report = entry("r", 0, { kind: "report", to: null, ok: false, source: "open-webui" });
  const said = more => incidentTitle({ ...incident, services: ["parakeet"], entries: [report], ...more });
  assert.deepEqual([said({}), said({ end: null }), said({ lines: 9 }), said({ lines: 9, cause: { code: "client" } })],
    ["open-webui reported failures of Parakeet", "open-webui reports failures of Parakeet", "Parakeet had trouble",
    "open-webui reported failures of Parakeet"]);
  assert.equal(said({ entries: [{ ...report, source: null }] }), "An app reported failures of Parakeet");
  assert.match(incidentTime({ begin: iso(0), end: iso(1060) }, NOON, lasted), / to .*, 17 min 40 s$/);
  assert.match(incidentTime({ begin: iso(0), end: null }, NOON, lasted), /^since /);
});

test("An incident holds its lines, and stands where it ended", () => {
  const lines = [entry("new", -10), entry("up", -100), entry("between", -150), entry("down", -200), entry("old", -300)];
  const incident = { id: "i-1", begin: iso(-200), end: iso(-100), services: ["parakeet"],
    entries: [lines[3], lines[1]], entry_ids: ["down", "up"] };

  const items = timeline(lines, [incident], { now: NOON, isWhole: true });

  assert.deepEqual(items.map(({ key }) => key).slice(1), ["new", "i-1", "between", "old"]);
});

const summary = { id: "i-1", begin: iso(-200), end: iso(-100), services: ["parakeet"], lines: 3 };
const kept = [entry("new", -10), entry("up", -100, { to: "healthy" }), entry("other", -150, { service: "vllm" }),
  entry("down", -200), entry("old", -300)];
const heldBy = incident => timeline(kept, [incident], { now: NOON, isWhole: true })
  .find(({ kind }) => kind === "incident").incident.entries.map(({ id }) => id);

test("An incident that was not read has the lines that are named, else those of its time and services", () => {
  assert.deepEqual(heldBy({ ...summary, entry_ids: ["down", "other", "far"] }), ["down", "other"]);
  assert.deepEqual(heldBy(summary), ["down", "up"]);
  assert.deepEqual(heldBy({ ...summary, end: null }), ["down", "up", "new"]);
});

test("A line that was counted up since an incident was read is told as the log has it", () => {
  const read = [entry("up", -100, { count: 7 }), entry("between", -120)];
  const [item] = timeline(kept, [{ ...summary, entries: read }], { now: NOON, isWhole: true })
    .filter(({ kind }) => kind === "incident");

  assert.deepEqual(item.incident.entries.map(({ id, count }) => [id, count]),
    [["down", 1], ["between", 1], ["up", 1]]);
});

test("What is missing of an incident is said", () => {
  const of = more => linesLeft({ entries: [entry("a", 0)], lines: 3, ...more });

  assert.deepEqual([of({}), of({ problem: "It is 503" }), of({ lines: 1 })],
    ["2 more lines are being read.", "More of it cannot be read now. It is 503.", null]);
  assert.equal(of({ omitted: 1 }), "1 line in the middle is left out; the log has them.");
});

test("A sentence for programs names Sparks and services as the page does, and leaves containers alone", () => {
  assert.equal(named("A swap or a stop of vllm was in progress on spark2; see parakeet-asr and magpie."),
    "A swap or a stop of vLLM was in progress on Spark 2; see parakeet-asr and Magpie.");
});

test("The day stands with a time where it is not that of the one before", () => {
  const times = dated([iso(-86_400), iso(-86_000), iso(0)], NOON, () => "12:00");

  assert.deepEqual(times, ["November 24, 12:00", "12:00", "November 25, 12:00"]);
  assert.deepEqual(dated([iso(0)], NOON, () => "12:00"), ["12:00"]);
});

test("An incident older than what was read waits for its page", () => {
  const incident = { id: "i-1", begin: iso(-1000), end: iso(-900), services: ["parakeet"],
    entries: [entry("down", -1000)] };
  const kinds = isWhole => timeline([entry("new", -10)], [incident], { now: NOON, isWhole }).map(({ kind }) => kind);

  assert.deepEqual([kinds(false), kinds(true)], [["day", "line"], ["day", "line", "incident"]]);
});

test("Days have headings, in this browser's zone", () => {
  const hours = n => NOON - n * 3_600_000;

  assert.deepEqual([dayName(hours(11), NOON), dayName(hours(13), NOON), dayName(hours(13 + 24), NOON)],
    ["Today", "Yesterday", "Monday"]);
  assert.equal(dayName(hours(24 * 9), NOON), "Monday, November 16");
  assert.equal(timeline([entry("a", 0), entry("b", -60), entry("c", -86_400)], [], { now: NOON, isWhole: true })
    .filter(({ kind }) => kind === "day").length, 2);
  const all = timeline([entry("a", 0), entry("b", -60), entry("c", -86_400)], [], { now: NOON, isWhole: true });
  assert.deepEqual(byDay(all).map(({ text, items }) => [text, items.length]), [["Today", 2], ["Yesterday", 1]]);
});

test("A newer page goes over what was read; where lines may be missing it takes its place", () => {
  const had = [entry("b", -10, { count: 1 }), entry("a", -20)];

  assert.deepEqual(merge([entry("c", 0), entry("b", -10, { count: 2 })], had).map(({ id, count }) => [id, count]),
    [["c", 1], ["b", 2], ["a", 1]]);
  assert.equal(merge([entry("z", 0)], had), null);
});

test("A filter and a search become what the panel is asked", () => {
  assert.equal(query({ filter: "all", q: " " }, { limit: 20, cursor: null }), "/api/connectivity?limit=20");
  assert.equal(query({ filter: "outages", q: "a b&c" }, { format: "csv" }),
    "/api/connectivity?kind=transition%2Cwarning&q=a+b%26c&format=csv");
});

test("What a container printed last stands beside an incident, between machines and load, as text", () => {
  const log = (change, lines) => ({ change, service: "parakeet", node: "spark2", container: "parakeet-asr",
    read_at: iso(7), lines });
  const line = text => ({ at_ms: NOON, node: "spark2", text });
  const incident = {
    nodes: [{ node: "spark2", mem_total_bytes: null, minutes: [{ at: iso(0) }] }],
    logs: [log("parakeet:4", [line("Traceback"), line("<b>\u001b[31mboom\u0007")]), log("parakeet:6", [line("again")])],
    swap: { model: null, failure: null, lines: [line("stopping")] }
  };

  const tables = evidence(incident, NOON);

  assert.deepEqual(tables.map(({ key }) => key), ["spark2", "parakeet:4", "parakeet:6", "swap"]);
  assert.match(tables[1].title, /^Log of Parakeet: parakeet-asr on Spark 2, read at \d/);
  assert.deepEqual(tables[1].head, ["Time", "Line"]);
  assert.deepEqual(tables[1].rows.map(([, words]) => words), ["Traceback", "<b>boom"]);
  assert.equal(tables[3].rows[0][1], "Spark 2");
  assert.match(evidence(incident, NOON + 86_400_000)[1].title, /read at November 25, /);
  assert.equal(evidenceWords(incident), "Evidence: 1 minute of samples, 4 log lines");
});

test("What stands beside an incident is told in tables; what was not measured is no nought", () => {
  const minute = { at: iso(0), mem_available_bytes: 2 ** 31, memory_pressure_percent: 61.24, gpu_percent: null };
  const incident = {
    reports: [{ source: "relay", failed: 3, ok: 0 }, { source: null, failed: 1, ok: 2 }],
    nodes: [{ node: "spark2", mem_total_bytes: 2 ** 37, minutes: [minute] }, { node: "spark1", minutes: [] }],
    swap: { model: "Qwen", failure: "No memory", lines: [{ at_ms: NOON, node: "spark1", text: "\u001b[31mno" }] }
  };

  const [reports, machine, swap, ...more] = evidence(incident);

  assert.deepEqual(reports.rows, [["relay", "3", "0"], ["no name", "1", "2"]]);
  assert.equal(machine.title, "Spark 2, 128.0 GiB of memory");
  assert.deepEqual(machine.rows[0].slice(1), ["2.0", "61.2", "unknown", "unknown", "unknown", "unknown"]);
  assert.equal(swap.title, "The load of Qwen that was under way. It failed: No memory");
  assert.deepEqual(swap.rows[0].slice(1), ["Spark 1", "no"]);
  assert.deepEqual(more, []);
  assert.match(evidence({ ...incident, swap: null }, NOON + 86_400_000)[1].rows[0][0], /^November 25, /);
  assert.equal(evidenceWords(incident), "Evidence: 1 minute of samples, 1 log line");
  assert.deepEqual([evidence({}), evidenceWords({})], [[], "Open this incident"]);
});
