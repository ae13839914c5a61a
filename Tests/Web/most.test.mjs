import assert from "node:assert/strict";
import { test } from "node:test";
import { Most } from "../../WebUI/wwwroot/lib/most.js";

const told = (most, ...values) => values.map(value => most.of("clock", value));

test("A figure of a load never goes back, each for itself", () => {
  const most = new Most();
  most.begin("a");

  assert.deepEqual(told(most, 3, 1, 4), [3, 3, 4]);
  assert.equal(most.of("fill", 2), 2);
});

test("The next load begins anew, and the same one goes on", () => {
  const most = new Most();
  most.begin("a");
  told(most, 5);
  most.begin("a");
  assert.deepEqual(told(most, 2), [5]);

  most.begin("b");
  assert.deepEqual(told(most, 2), [2]);
});

test("Without a load a figure stands as it is", () => {
  const most = new Most();
  most.begin("a");
  told(most, 5);
  most.begin(null);

  assert.deepEqual(told(most, 4, 3), [4, 3]);
});
