import assert from "node:assert/strict";
import { test } from "node:test";
import { ago, duration, full, gib, headline, left, list, plural, size, span, word }
  from "../../WebUI/wwwroot/lib/format.js";

const GIB = 2 ** 30;

test("A duration is minutes and seconds, with hours from one hour on", () => {
  assert.deepEqual([0, 5_000, 310_900, 3_725_000, -1].map(duration), ["0:00", "0:05", "5:10", "1:02:05", "0:00"]);
});

test("Memory has one digit, weights are whole from ten GiB on", () => {
  assert.deepEqual([gib(121.7 * GIB), gib(0.5 * GIB)], ["121.7", "0.5"]);
  assert.deepEqual([size(126.3 * GIB), size(2.25 * GIB), size(1946 * GIB)], ["126 GiB", "2.3 GiB", "1.9 TiB"]);
});

test("Words of another's are whole sentences in which the Sparks have their names", () => {
  assert.deepEqual(["It is full", "Is it?", "", null].map(full), ["It is full.", "Is it?", "", ""]);
  assert.equal(full("spark1 may not log in to spark2, spark2: no"), "Spark 1 may not log in to Spark 2, Spark 2: no.");
  assert.equal(headline("spark2 cannot be asked."), "Spark 2 cannot be asked");
  const others = "ada@spark1, spark1.lan, /home/spark1, spark1:22 and spark10 are no Sparks.";
  assert.equal(full(others), others);
});

test("A band of one figure is one figure", () => {
  assert.equal(span(160_000, 190_000), "2:40 to 3:10");
  assert.equal(span(160_000, 160_400), "2:40");
});

test("What is left is rounded outward, and is silent when it is over", () => {
  const at = minutes => minutes * 60_000;
  assert.equal(left(at(6.5), at(7.5), 0), "6 to 8 minutes");
  assert.equal(left(at(-1), at(1.5), 0), "at most 2 minutes");
  assert.equal(left(at(-1), at(0.5), 0), "less than a minute");
  assert.equal(left(at(-2), at(-1), 0), null);
});

test("Words count as a person does", () => {
  assert.deepEqual([plural(1, "request"), plural(2, "request"), plural(1284, "line")],
    ["1 request", "2 requests", "1,284 lines"]);
  assert.deepEqual([list(["a"]), list(["a", "b"]), list(["a", "b", "c"])], ["a", "a and b", "a, b and c"]);
  assert.deepEqual([word(0), word(5), word(13)], ["No", "Five", "13"]);
  assert.deepEqual([ago(0, 20_000), ago(0, 240_000), ago(0, 7_200_000), ago(0, 3 * 86_400_000)],
    ["just now", "4 minutes ago", "2 hours ago", "3 days ago"]);
});
