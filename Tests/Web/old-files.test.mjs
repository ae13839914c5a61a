import assert from "node:assert/strict";
import { test } from "node:test";
import { begin, iso, play, taken, turn, wait } from "./browser.mjs";

begin();
const stored = new Map();
globalThis.location = { hash: "" };
globalThis.localStorage =
  { getItem: name => stored.get(name) ?? null, setItem: (name, value) => stored.set(name, value) };
const { store } = await import("../../WebUI/wwwroot/lib/live.js");
const { importAnswer } = await import("../../WebUI/wwwroot/lib/answers.js");
const { oldFiles, untold } = await import("../../WebUI/wwwroot/lib/old-files.js");
const { closeImport, seen } = await import("../../WebUI/wwwroot/lib/seen.js");

const report = {
  at: iso(0),
  taken: [{ file: "sparkConfig.yaml", what: "spark1_host: 192.168.1.41", count: null },
    { file: "connectivity.json", what: "report of an app", count: 1200 }],
  kept: [{ file: "sparkConfig.yaml", what: "theme", why: "SparkControl has no setting of this name." }]
};

test("Where nothing was imported, nothing is told and nothing is asked", () => {
  assert.deepEqual([untold({}, {}), untold({ settings: { imported_at: null } }, { closedImport: null })], [null, null]);
});

test("An import is told until it is closed on this browser, and the next one is told again", () => {
  const view = { settings: { imported_at: iso(0) } };
  assert.equal(untold(view, seen().at), iso(0));
  closeImport(iso(0));
  assert.equal(untold(view, seen().at), null);
  assert.equal(untold({ settings: { imported_at: iso(60) } }, seen().at), iso(60));
});

test("Both lists are told, with how many and with the reason", () => {
  const { text, lists } = oldFiles(report);
  assert.match(text, /^2 parts were taken; 1 part was not taken\./);
  assert.deepEqual(lists.map(({ title, rows }) => [title, rows.map(({ what, why }) => [what, why])]), [
    ["Taken", [["spark1_host: 192.168.1.41", undefined], ["1,200 × report of an app", undefined]]],
    ["Kept as it was, and why", [["theme", "SparkControl has no setting of this name."]]]
  ]);
});

test("A list that is empty is not shown", () => {
  const { text, lists } = oldFiles({ ...report, kept: [] });
  assert.match(text, /nothing was left out/);
  assert.deepEqual(lists.map(({ title }) => title), ["Taken"]);
});

test("The lists are read once, and again after another import", async () => {
  const settings = (rev, at) => store.change(
    { key: "settings", rev, observed_at: iso(rev), value: { imported_at: at } });
  play("/api/import", report);
  store.snapshot({ now: iso(0), generation: "g", keys: {} });
  const look = async () => {
    importAnswer.look();
    await turn();
    await wait(1);
    return taken();
  };
  settings(1, iso(0));
  assert.deepEqual([await look(), await look()], [["/api/import"], []]);
  assert.deepEqual(importAnswer.value, report);
  settings(2, iso(60));
  assert.deepEqual(await look(), ["/api/import"]);
});
