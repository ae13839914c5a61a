import assert from "node:assert/strict";
import { test } from "node:test";
import { kept } from "../../WebUI/wwwroot/lib/kept.js";
import { Uploads } from "../../WebUI/wwwroot/lib/uploads.js";

const file = name => ({ name, type: "audio/wav", size: 10 });

/** Uploads in the hand of the test: each send waits to be answered. */
function begin() {
  const sends = [], sent = [];
  const uploads = new Uploads((what, told, signal) => new Promise((done, fail) => {
    sends.push({ what, told, done, fail });
    signal.addEventListener("abort", () => fail(new Error("The upload was cancelled.")));
  }), () => {});
  uploads.onSent((id, replaces) => sent.push([id, replaces]));
  return { uploads, sends, sent };
}

const settle = () => new Promise(done => setImmediate(done));
const phases = ({ items }) => items.map(({ file: { name }, phase }) => `${name} ${phase}`);

test("Recordings go one after the other, and each becomes what the panel calls it", async () => {
  const { uploads, sends, sent } = begin();
  uploads.add([file("a.wav"), file("b.wav")], 2);
  assert.deepEqual(phases(uploads), ["a.wav sending", "b.wav waiting"]);

  sends[0].done({ id: "t-a" });
  await settle();

  assert.deepEqual([phases(uploads), sent, uploads.fileOf("t-a").name], [["b.wav sending"], [["t-a", null]], "a.wav"]);
  sends[1].done({ id: "t-b" });
  await settle();
  assert.deepEqual([uploads.isBusy, uploads.items.length], [false, 0]);
});

test("What cannot be sent says why, and keeps nothing else from going", () => {
  const { uploads } = begin();

  assert.match(uploads.add([{ ...file("a.wav"), size: 0 }, file("b.wav")], 2).join(), /^a\.wav is empty/);
  assert.deepEqual(phases(uploads), ["b.wav sending"]);
});

test("A failure stays until it is sent again or taken away, and the next one goes", async () => {
  const { uploads, sends, sent } = begin();
  uploads.add([file("a.wav"), file("b.wav")], 2);
  sends[0].fail(new Error("no"));
  await settle();
  assert.deepEqual(phases(uploads), ["a.wav failed", "b.wav sending"]);

  uploads.again(uploads.items[0].key);
  assert.deepEqual(phases(uploads), ["a.wav waiting", "b.wav sending"]);
  sends[1].done({ id: "t-b" });
  await settle();
  sends[2].done({ id: "t-a" });
  await settle();

  assert.deepEqual(sent.map(([id]) => id), ["t-b", "t-a"]);
});

test("One that is cancelled while it is sent is gone, and the next one goes", async () => {
  const { uploads } = begin();
  uploads.add([file("a.wav"), file("b.wav")], 2);
  uploads.cancel(uploads.items[0].key);
  await settle();

  assert.deepEqual(phases(uploads), ["b.wav sending"]);
});

test("How much has gone is told", () => {
  const { uploads, sends } = begin();
  uploads.add([file("a.wav")], 2, "t-old");
  sends[0].told(0.5);

  assert.deepEqual([uploads.items[0].part, uploads.items[0].replaces], [0.5, "t-old"]);
});

/** A storage as far as it is needed. */
function storage() {
  const all = new Map();
  return { getItem: key => all.get(key) ?? null, setItem: (key, value) => all.set(key, value) };
}

test("This device remembers what it sent and how speakers are called, and lets the oldest go", () => {
  globalThis.localStorage = storage();
  kept.add("t-1", { isSent: true });
  kept.add("t-1", { names: { Speaker_0: "Maren" } });
  assert.deepEqual([kept.of("t-1").isSent, kept.of("t-1").names], [true, { Speaker_0: "Maren" }]);

  for (let i = 2; i < 130; i++) kept.add(`t-${i}`, { at: Date.now() + i });
  assert.deepEqual([Object.keys(kept.all()).length, kept.of("t-1").isSent], [100, undefined]);
  kept.forget("t-129");
  assert.equal(kept.of("t-129").at, 0);
});

test("Without a storage, or with rubbish in it, it holds for the visit", () => {
  globalThis.localStorage = { getItem() { throw new Error("off"); }, setItem() { throw new Error("off"); } };
  kept.add("t-1", { isSent: true });
  assert.equal(kept.of("t-1").isSent, true);
  globalThis.localStorage = { ...storage(), getItem: () => "[1" };
  assert.ok(kept.all());
});
