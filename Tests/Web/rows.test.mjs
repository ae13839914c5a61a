import assert from "node:assert/strict";
import { test } from "node:test";
import { anchor, placeOf } from "../../WebUI/wwwroot/lib/anchor.js";
import { Finder } from "../../WebUI/wwwroot/lib/finder.js";
import { Heights } from "../../WebUI/wwwroot/lib/heights.js";

const rows = (...heights) => heights.map(height => ({ height }));
const height = row => { asked++; return row.height; };
let asked = 0;

test("The row at a height is found, and what is above or below all is the first or the last", () => {
  const heights = new Heights();
  heights.update(rows(20, 30, 20), 0, height);

  assert.deepEqual([-5, 0, 19, 20, 49, 50, 900].map(y => heights.at(y)), [0, 0, 0, 1, 1, 2, 2]);
  assert.deepEqual([heights.top(0), heights.top(2), heights.top(9), heights.total], [0, 50, 70, 70]);
  assert.equal(new Heights().at(100), 0);
});

test("Only what changed is added up anew", () => {
  const heights = new Heights();
  heights.update(rows(...Array(10_000).fill(20)), 0, height);
  asked = 0;
  heights.update(rows(...Array(10_001).fill(20)), 9_999, height);

  assert.deepEqual([heights.total, asked], [200_020, 2]);
  heights.update(rows(5, 5), 0, height);
  assert.equal(heights.total, 10);
});

const line = (n, text, rev = 0) => ({ kind: "line", n, text, rev });

test("A search finds what is there and what comes, whatever its case", () => {
  const finder = new Finder();
  const log = [line(1, "a Needle"), { kind: "phase", text: "needle" }, line(2, "hay")];
  finder.ask(" needle", log);
  log.push(line(3, "NEEDLE"), line(4, "hay"));
  finder.look(log, 3);

  assert.deepEqual(finder.hits.map(({ n }) => n), [1, 3]);
});

test("A row that changed its text and its place is found once, or no more", () => {
  const finder = new Finder();
  const bar = line(2, "10 needles");
  const log = [line(1, "needle"), bar, line(3, "needle")];
  finder.ask("needle", log);

  Object.assign(bar, { n: 4, text: "20 needles", rev: 1 });
  log.push(...log.splice(1, 1));
  finder.look(log, 1);
  assert.deepEqual(finder.hits.map(({ n }) => n), [1, 3, 4]);

  Object.assign(bar, { n: 5, text: "hay", rev: 2 });
  finder.look(log, 2);
  assert.deepEqual(finder.hits.map(({ n }) => n), [1, 3]);
});

test("A reader goes round the hits, and keeps his hit while the log grows", () => {
  const finder = new Finder();
  const log = [line(1, "x"), line(2, "x")];
  finder.ask("x", log);
  assert.deepEqual([finder.step(1).n, finder.step(1).n, finder.step(1).n, finder.step(-1).n], [1, 2, 1, 2]);

  log.push(line(3, "x"));
  finder.look(log, 2);
  assert.deepEqual([finder.looked.n, finder.at, finder.step(1).n], [2, 1, 3]);

  log.splice(0, 2);
  finder.look(log, 0);
  assert.deepEqual([finder.hits.length, finder.looked.n], [1, 3]);
  finder.ask("", log);
  assert.deepEqual([finder.hits, finder.step(1)], [null, null]);
});

/** Rows of a height each, and where they begin. */
function laid(...all) {
  const heights = new Heights();
  heights.update(all, 0, row => row.height);
  return heights;
}

test("A reader stays with the line that he reads while rows above it go, come and turn out higher", () => {
  const [a, b, c, d] = rows(20, 20, 20, 20);
  const near = anchor([a, b, c, d], laid(a, b, c, d), 45);

  assert.equal(placeOf(near, [a, b, c, d], laid(a, b, c, d)), 45);
  assert.equal(placeOf(near, [b, c, d], laid(b, c, d)), 25);
  a.height = 60;
  const fold = { height: 10 };
  assert.equal(placeOf(near, [a, fold, b, c, d], laid(a, fold, b, c, d)), 95);
});

test("A reader does not follow the line of a bar that goes on to the end, and is not held where all are gone", () => {
  const [a, bar, c, d] = rows(20, 20, 20, 20);
  const near = anchor([a, bar, c, d], laid(a, bar, c, d), 25);

  assert.equal(placeOf(near, [a, c, d, ...rows(20, 20), bar], laid(a, c, d, ...rows(20, 20), bar)), 5);
  assert.equal(placeOf(near, rows(20, 20), laid(...rows(20, 20))), null);
  assert.equal(placeOf(anchor([], new Heights(), 0), [], new Heights()), null);
});
