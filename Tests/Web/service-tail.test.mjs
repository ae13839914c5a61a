import assert from "node:assert/strict";
import { test } from "node:test";
import { ServiceTail } from "../../WebUI/wwwroot/lib/service-tail.js";

const turn = () => new Promise(setImmediate);

/** A log that is told by hand. */
function begin(name = "parakeet") {
  const told = [];
  let stream;
  const body = new ReadableStream({ start: controller => { stream = controller; } });
  let asked;
  globalThis.fetch = async (path, { signal }) => { asked = { path, signal }; return { ok: true, body }; };
  const tail = new ServiceTail(name, { lines: lines => told.push(...lines), end: words => told.push(words) });
  return { told, tail, asked: () => asked, end: () => stream.close(),
    says: async text => { stream.enqueue(new TextEncoder().encode(text)); await turn(); await turn(); } };
}

test("Lines come as the panel tells them, however the stream is cut", async () => {
  const { told, says, asked } = begin("a b");
  await says('event: log\ndata: {"lines": ["one", ');
  assert.deepEqual(told, []);
  await says('"two"]}\n\nevent: ping\ndata: {}\n\n');

  assert.deepEqual(told, ["one", "two"]);
  assert.equal(asked().path, "/api/services/a%20b/logs?tail=200");
});

test("Why a log has ended is told, and what comes after that is not", async () => {
  const { told, says } = begin();
  await says('event: end\ndata: {"reason": "The container has ended"}\n\nevent: log\ndata: {"lines": ["late"]}\n\n');

  assert.deepEqual(told, ["The log has ended. The container has ended."]);
});

test("A stream that ends without a word is told too", async () => {
  const { told, end } = begin();
  end();
  await turn();
  await turn();

  assert.deepEqual(told, ["The log has ended."]);
});

const BAD = [
  ["refuses says why", async () => ({ ok: false, status: 409, json: async () => ({ detail: "It has no container." }) }),
    "It has no container."],
  ["is away is told so", async () => { throw new TypeError("failed to fetch"); }, "The panel does not answer any more."]
];
for (const [name, fetch, words] of BAD)
  test(`A panel that ${name}`, async () => {
    globalThis.fetch = fetch;
    const told = [];
    new ServiceTail("parakeet", { lines: () => {}, end: said => told.push(said) });
    await turn();
    await turn();
    assert.deepEqual(told, [words]);
  });

test("Who has left hears nothing more, and the panel is let go", async () => {
  const { told, tail, says, asked } = begin();
  await turn();
  tail.end();
  await says('event: log\ndata: {"lines": ["late"]}\n\n');

  assert.deepEqual([told, asked().signal.aborted], [[], true]);
});
