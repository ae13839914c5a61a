import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { Again } from "../../WebUI/wwwroot/lib/again.js";
import { group, incidentAddress, incidentId, route } from "../../WebUI/wwwroot/lib/route.js";
import { EventText } from "../../WebUI/wwwroot/lib/sse.js";

test("Events come whole, however the stream is cut", () => {
  const whole = 'event: log\r\ndata: {"lines":\ndata: ["a"]}\n\n: a comment\n\nevent: end\ndata: {}\n\n'
    + "event: log\ndata: half";
  for (const size of [1, 3, whole.length]) {
    const text = new EventText();
    const found = [];
    for (let i = 0; i < whole.length; i += size) found.push(...text.take(whole.slice(i, i + size)));
    assert.deepEqual(found, [{ type: "log", data: '{"lines":\n["a"]}' }, { type: "end", data: "{}" }]);
  }
});

test("However often it is asked for meanwhile, it is read once more", async () => {
  let reads = 0, go;
  const again = new Again(() => { reads++; return new Promise(done => { go = done; }); });

  const end = again.run();
  again.run();
  again.run();
  go();
  await new Promise(setImmediate);
  go();
  await end;

  assert.equal(reads, 2);
});

test("A read that throws is not the last one", async () => {
  let reads = 0;
  const again = new Again(async () => { if (++reads === 1) throw new Error("a flaw"); });

  await assert.rejects(again.run());
  await again.run();

  assert.equal(reads, 2);
});

test("A read that did not succeed is made again after five seconds", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  let reads = 0;
  const again = new Again(async () => ++reads > 1);
  const end = again.run();
  await new Promise(setImmediate);

  mock.timers.tick(4999);
  await new Promise(setImmediate);
  assert.equal(reads, 1);
  mock.timers.tick(1);
  await end.finally(() => mock.timers.reset());
  assert.equal(reads, 2);
});

const ADDRESSES = [
  ["#health", "health", null], ["#/health", "health", null], ["", "home", null], ["#nowhere", "home", null],
  ["#/health/incident/i-1", "incident", "i-1"], ["#/health/incident/", "health", null],
  ["#/health/incident/%E0%A4%A", "health", null], [incidentAddress("a/b c"), "incident", "a/b c"]
];
for (const [hash, page, incident] of ADDRESSES)
  test(`The address "${hash}" is ${page}`, () => {
    globalThis.location = { hash };
    assert.deepEqual([route(), incidentId()], [page, incident]);
  });

test("An address may name a group of the settings", () => {
  const of = hash => { globalThis.location = { hash }; return [route(), group()]; };

  assert.deepEqual([of("#/settings/services"), of("#settings"), of("#/health/services"), of("#/settings/a\"b")],
    [["settings", "services"], ["settings", null], ["health", null], ["settings", null]]);
});
