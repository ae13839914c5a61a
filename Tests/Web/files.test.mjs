import assert from "node:assert/strict";
import { mock, test } from "node:test";

// What was saved is let go of some seconds later.
mock.timers.enable({ apis: ["setTimeout"] });

const made = [], told = [];
globalThis.document = Object.assign(new EventTarget(), {
  createElement: () => ({ setAttribute(name, value) { this[name] = value; }, getAttribute() { return null; },
    append() {}, click() { made.push([this.href, this.download]); } })
});
document.addEventListener("toast", ({ detail }) => told.push(detail));
URL.createObjectURL = blob => blob.type;
URL.revokeObjectURL = () => {};
const { save } = await import("../../WebUI/wwwroot/lib/files.js");

const panel = (status, type, text) => {
  globalThis.fetch = async () => new Response(text, { status, headers: { "content-type": type } });
};

test("A file of the panel is saved as what it is", async () => {
  panel(200, "text/csv", "id,at\n");
  await save("connectivity.csv", "/api/connectivity?format=csv");

  assert.deepEqual([made.splice(0), told.splice(0)], [[["text/csv", "connectivity.csv"]], []]);
});

test("What the panel says when it would not is told, and is no file", async () => {
  panel(503, "application/problem+json", '{ "detail": "Redis does not answer." }');
  await save("connectivity.csv", "/api/connectivity?format=csv");

  assert.deepEqual([made.splice(0), told.splice(0)],
    [[], ["connectivity.csv cannot be had now. Redis does not answer."]]);
});
