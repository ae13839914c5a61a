import assert from "node:assert/strict";
import { test } from "node:test";
import { begin, iso, play, taken, turn, wait } from "./browser.mjs";

begin();
const { PlotHistory } = await import("../../WebUI/wwwroot/elements/plot-history.js");

const kept = value => ({ at: [iso(-10), iso(-5)], lines: { gpu: { mean: [value, value], max: null } } });
const values = ({ series }) => series.line("gpu").map(([, value]) => value);

async function open(answer, span = "hour") {
  play("/api/metrics/history", answer);
  taken();
  const told = [];
  const history = new PlotHistory("node=spark1", span, () => told.push(1));
  await turn();
  return { history, told };
}

test("What the panel has kept goes on with what is seen, once for each look", async () => {
  const { history, told } = await open(kept(7));
  history.see(iso(1), { gpu: 9 });
  history.see(iso(1), { gpu: 99 });
  history.see(null, { gpu: 99 });

  assert.deepEqual([taken(), values(history), told.length],
    [["/api/metrics/history?node=spark1&span=hour"], [7, 7, 9], 1]);
});

test("A history that cannot be read says so, and is read again until it can", async () => {
  const { history, told } = await open(503);
  assert.deepEqual([history.problem, told.length], ["It is 503.", 1]);

  play("/api/metrics/history", kept(7));
  await wait(6);
  assert.deepEqual([history.problem, values(history)], [null, [7, 7]]);
});

test("After a time in which nobody listened all of it is read anew", async () => {
  const { history } = await open(kept(7));
  await wait(6);
  taken();
  history.see(iso(3), { gpu: 9 });
  assert.deepEqual(taken(), []);

  history.see(iso(90), { gpu: 9 });
  await turn();
  assert.equal(taken().length, 1);
});

test("It is drawn anew when it is another one, and when its time has moved in the drawing", async () => {
  const { history } = await open(kept(7));
  const { mark } = history;
  await wait(1);
  assert.equal(history.mark, mark);

  history.see(iso(2), { gpu: 9 });
  const after = history.mark;
  assert.notEqual(after, mark);
  await wait(15);
  assert.notEqual(history.mark, after);
});

test("One that nobody looks at is read no more", async () => {
  const { history, told } = await open(503);
  history.leave();
  taken();
  await wait(20);

  assert.deepEqual([taken(), told.length], [[], 1]);
});
