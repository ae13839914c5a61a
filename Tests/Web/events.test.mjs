import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { begin, iso, play, taken, turn, wait } from "./browser.mjs";

begin();
const { Events } = await import("../../WebUI/wwwroot/lib/events.js");

const entry = (id, seconds) => ({ id, at: iso(seconds), kind: "transition", service: "parakeet" });
const incident = (id, end, more = {}) =>
  ({ id, begin: iso(-100), end, services: ["parakeet"], cause: null, lines: 2, ...more });
const ALL = { filter: "all", q: "" };
const log = (...entries) => play("/api/connectivity", { entries, next: null });
const ids = events => events.entries.map(({ id }) => id);
const details = () => taken().filter(path => path.startsWith("/api/incidents/"));

let drawn = 0;
const open = () => new Events(() => { drawn++; });

beforeEach(() => {
  log(entry("b", -10), entry("a", -20));
  play("/api/incidents", []);
  play("/api/incidents/", url => ({ id: url.pathname.split("/").at(-1), entries: [entry("x", -50)], nodes: [] }));
  taken();
});

test("The lines of an incident are read while it lasts, and of another one when it is opened", async () => {
  const over = Array.from({ length: 20 }, (_, i) => incident(`i-${i}`, iso(-60)));
  play("/api/incidents", [incident("i-now", null), ...over]);
  const events = open();
  await events.ask(ALL);
  await turn();
  assert.deepEqual(details(), ["/api/incidents/i-now"]);

  await events.open("i-7", true);
  events.open("i-7", true);
  assert.deepEqual(details(), ["/api/incidents/i-7"]);
  assert.equal(events.incidents.find(({ id }) => id === "i-7").entries[0].id, "x");
});

test("An incident is read anew when it is another one, and one that was shut is not", async () => {
  play("/api/incidents", [incident("i-1", null), incident("i-2", iso(-60))]);
  const events = open();
  await events.ask(ALL);
  await events.open("i-2", true);
  events.open("i-2", false);
  taken();
  events.moved("1");
  play("/api/incidents", [incident("i-1", iso(-1)), incident("i-2", iso(-60), { lines: 9 })]);
  events.open("i-1", true);
  taken();
  events.moved("2");
  await wait(3);

  assert.deepEqual(details(), ["/api/incidents/i-1"]);
});

test("An incident that cannot be read says so, and the log is told all the same", async () => {
  play("/api/incidents", [incident("i-1", iso(-60))]);
  play("/api/incidents/", 503);
  const events = open();
  await events.ask(ALL);
  await events.open("i-1", true);

  assert.deepEqual([events.incidents[0].problem, events.problem, ids(events)], ["It is 503.", null, ["b", "a"]]);
});

test("A log without its incidents is a log", async () => {
  play("/api/incidents", 503);
  const events = open();
  await events.ask(ALL);

  assert.deepEqual([ids(events), events.problem, events.incidents], [["b", "a"], null, []]);
});

test("What is there stays until another filter is answered", async () => {
  play("/api/incidents", [incident("i-1", iso(-60))]);
  const events = open();
  await events.ask(ALL);
  let answer;
  play("/api/connectivity", () => new Promise(done => { answer = done; }));

  const end = events.ask({ filter: "reports", q: "" });
  await turn();
  assert.deepEqual([ids(events), events.incidents.length, events.isOld, events.isReading, events.isWhole],
    [["b", "a"], 1, true, true, true]);

  answer({ entries: [entry("r", -5)], next: null });
  await end;
  assert.deepEqual([ids(events), events.incidents, events.isOld], [["r"], [], false]);
});

test("A filter that cannot be answered leaves nothing of another one, and is asked again", async () => {
  play("/api/incidents", [incident("i-1", iso(-60))]);
  const events = open();
  await events.ask(ALL);
  play("/api/connectivity", 503);
  await events.ask({ filter: "reports", q: "" });
  await turn();
  assert.deepEqual([ids(events), events.incidents, events.problem], [[], [], "It is 503."]);

  log(entry("r", -5));
  await wait(6);
  assert.deepEqual([ids(events), events.problem], [["r"], null]);
});

test("An answer to what was asked before is dropped", async () => {
  const events = open();
  const late = [];
  play("/api/connectivity", () => new Promise(done => late.push(done)));
  events.ask({ filter: "reports", q: "" });
  events.ask(ALL);
  await turn();
  late[1]({ entries: [entry("now", -1)], next: null });
  await turn();
  late[0]({ entries: [entry("before", -1)], next: null });
  await turn();

  assert.deepEqual(ids(events), ["now"]);
});

test("More is what comes behind, and what is new goes before it", async () => {
  play("/api/connectivity", url => url.searchParams.get("cursor") ? { entries: [entry("old", -90)], next: null }
    : { entries: [entry("b", -10), ...Array.from({ length: 19 }, (_, i) => entry(`a${i}`, -20 - i))], next: "c-1" });
  const events = open();
  await events.ask(ALL);
  assert.equal(events.isWhole, false);
  await events.more();
  assert.deepEqual([ids(events).length, ids(events).at(-1), events.isWhole], [21, "old", true]);

  events.moved("1");
  log(entry("c", -1), entry("b", -10));
  events.moved("2");
  await wait(3);
  assert.deepEqual([ids(events)[0], ids(events).length], ["c", 22]);
  assert.ok(drawn > 0);
});

test("Who has left is told nothing any more", async () => {
  const events = open();
  await events.ask(ALL);
  events.moved("1");
  events.leave();
  taken();
  events.moved("2");
  await wait(3);

  assert.deepEqual(taken(), []);
});
