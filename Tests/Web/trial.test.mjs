import assert from "node:assert/strict";
import { test } from "node:test";
import { Trial } from "../../WebUI/wwwroot/lib/trial.js";

/** A test whose answers are given by hand. */
function begin() {
  const asked = [];
  const trial = new Trial(() => new Promise(answer => asked.push(answer)));
  return { asked, trial, turn: () => new Promise(setImmediate) };
}

test("What was changed during a test is tested once more, and only the last word counts", async () => {
  const { asked, trial, turn } = begin();
  const end = trial.run(() => true);
  trial.run(() => true);
  trial.run(() => true);
  asked[0]("before the change");
  await turn();

  assert.deepEqual([asked.length, trial.report, trial.isRunning], [2, null, true]);
  asked[1]("after it");
  await end;
  assert.deepEqual([asked.length, trial.report, trial.isRunning], [2, "after it", false]);
});

test("Nobody waits any more: it is not made again", async () => {
  const { asked, trial } = begin();
  let isAwaited = true;
  const end = trial.run(() => isAwaited);
  trial.run(() => isAwaited);
  isAwaited = false;
  asked[0]("too late");
  await end;

  assert.deepEqual([asked.length, trial.isRunning], [1, false]);
});
