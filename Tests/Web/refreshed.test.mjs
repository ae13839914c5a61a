import assert from "node:assert/strict";
import { test } from "node:test";
import { asked, begin, iso, play, taken, turn, wait } from "./browser.mjs";
import { settings } from "./fixtures.mjs";

begin();
const { link, store } = await import("../../WebUI/wwwroot/lib/live.js");
const { listed } = await import("../../WebUI/wwwroot/lib/listed.js");
const { day } = await import("../../WebUI/wwwroot/lib/day.js");
const { moved } = await import("../../WebUI/wwwroot/lib/moved.js");

const service = (verdict, more = {}) => ({ verdict, since: iso(0), planned: false, ...more });
let rev = 0;
const tell = (key, value) => store.change({ key, rev: ++rev, observed_at: iso(0), value });

/** The panel begins anew, with services that answer. */
function anew(keys = {}) {
  const all = { settings, "service:parakeet": service("healthy"), journal: { written: 1 }, ...keys };
  rev = 100;
  store.snapshot({ now: new Date().toISOString(), generation: String(Math.random()), keys: Object.fromEntries(
    Object.entries(all).map(([key, value]) => [key, { rev: 1, observed_at: new Date().toISOString(), value }])) });
}

test("A log whose mark was written again has moved, though no line was added", () => {
  anew();
  const before = moved(store, link);
  assert.equal(moved(store, link), before);

  tell("journal", { written: 1, incident: { id: "i-1", end: iso(3) } });
  const after = moved(store, link);
  assert.notEqual(after, before);
  assert.notEqual(moved(store, { lostAt: 1 }), after);
});

test("A list of services that cannot be read is read again until it can", async () => {
  anew();
  play("/api/services", 503);
  assert.equal(listed(), null);
  await turn();
  assert.equal(listed().problem, "It is 503.");

  play("/api/services", { services: [{ name: "vllm" }] });
  await wait(6);

  assert.deepEqual(listed().services, [{ name: "vllm" }]);
  taken();
  await wait(20);
  assert.deepEqual(taken(), []);
});

test("An answer that comes late is not taken for what was asked after it", async () => {
  anew({ driver: { another_panel: "p2" } });
  const late = [];
  play("/api/services", () => new Promise(done => late.push(done)));
  listed();
  tell("settings", { ...settings, disabled_services: ["magpie"] });
  listed();
  await turn();
  assert.equal(late.length, 1);
  late[0]({ services: [{ name: "of before" }] });
  await turn();
  late[1]({ services: [{ name: "of now" }] });
  await turn();

  assert.deepEqual(listed().services, [{ name: "of now" }]);
  play("/api/services", { services: [] });
});

const uptime = { services: [{ name: "parakeet", buckets: [] }] };
const reads = () => taken().filter(path => path.startsWith("/api/uptime")).length;

test("A day is read again each minute while a service is down, and else each quarter of an hour", async () => {
  anew();
  play("/api/uptime", uptime);
  play("/api/connectivity", { entries: [] });
  const minutes = async n => {
    for (let i = 0; i < n * 12; i++) { tell("service:vllm", service("healthy")); day(); await wait(5); }
  };
  await minutes(1);
  taken();

  await minutes(5);
  assert.ok(reads() <= 1);
  tell("service:parakeet", service("unhealthy"));
  await minutes(5);
  const found = reads();
  assert.ok(found >= 5 && found <= 7, `${found} reads`);
});

test("A day that cannot be read is read again until it can", async () => {
  anew();
  play("/api/uptime", 503);
  play("/api/connectivity", { entries: [] });
  day();
  await wait(6);
  assert.equal(day().problem, "It is 503.");

  play("/api/uptime", uptime);
  await wait(12);
  assert.deepEqual([day().problem, day().uptime], [null, uptime.services]);
});

test("Only reports that may be new are asked for, and one that was counted up is one", async () => {
  anew();
  const report = (id, seconds, count) => ({ id, at: new Date(Date.now() + seconds * 1000).toISOString(), count });
  const [old, first] = [report("a", -7200, 1), report("b", -10, 1)];
  play("/api/uptime", uptime);
  play("/api/connectivity", { entries: [first, old] });
  day();
  await wait(6);
  taken();

  play("/api/connectivity", { entries: [{ ...first, count: 3 }] });
  tell("journal", { written: 1 });
  day();
  await wait(6);

  const path = asked.find(one => one.startsWith("/api/connectivity"));
  const from = new URL(path, "http://panel").searchParams.get("from");
  assert.equal(Date.parse(first.at) - Date.parse(from), 60_000);
  assert.deepEqual(day().reports.map(({ id, count }) => [id, count]), [["b", 3], ["a", 1]]);
});
