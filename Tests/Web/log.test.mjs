import assert from "node:assert/strict";
import { test } from "node:test";
import { LogTail } from "../../WebUI/wwwroot/elements/log-tail.js";
import { barKey, gloss, level, plain } from "../../WebUI/wwwroot/lib/lines.js";
import { LIMIT, LogBook } from "../../WebUI/wwwroot/lib/log.js";

const line = (text, at_ms = 0, node = "spark1") => ({ node, at_ms, text });
const bar = (n, node = "spark1") => line("(Worker_TP0 pid=652) Loading safetensors checkpoint shards: "
  + `${n * 2}% Completed | ${n}/49 [00:07<06:05, 7.61s/it]`, 0, node);
const told = book => book.rows.map(({ kind, text }) => `${kind} ${text.replace(/.*shards: */, "")}`);

test("Escape codes are gone, of several carriage returns the last word stays", () => {
  assert.equal(plain("\u001b[1;32mINFO\u001b[0m ready\u001b[K"), "INFO ready");
  assert.equal(plain("\u001b]0;title\u0007text"), "text");
  assert.equal(plain("\u001b]8;;http://x\u001b\\link\u001b]8;;\u001b\\"), "link");
  assert.equal(plain(" 10%|#   |\r 20%|##  |\r"), " 20%|##  |");
  assert.equal(plain("a\tb\u0000c"), "a\tbc");
  assert.equal(plain("\u001b7\u001b(Bsaved\u001b8\u001b=\u001b>\u001bM"), "saved");
});

test("Markup stays text", () => {
  assert.equal(plain("<img src=x onerror=alert(1)>"), "<img src=x onerror=alert(1)>");
});

test("Updates of one bar have one key, two bars have two", () => {
  assert.equal(barKey(bar(1).text), barKey(bar(48).text));
  assert.notEqual(barKey(bar(1).text), barKey("Capturing CUDA graphs: 43%|#### | 22/51"));
  assert.equal(barKey("shards:   0%|  | 0/49"), barKey("shards: 100%|##| 49/49"));
  assert.equal(barKey("Using 70% of memory"), null);
});

test("The first of a bar stays, the newest stands at the end, those between are folded", () => {
  const book = new LogBook();
  book.append(0, [bar(1), bar(2), line("something else"), bar(3), bar(4)]);

  assert.deepEqual(told(book).map(text => text.slice(0, 30)),
    ["line 2% Completed | 1/49 [00:0", "fold 2 lines of the same bar a", "line something else",
    "line 8% Completed | 4/49 [00:0"]);
});

test("Each Spark has its own bar", () => {
  const book = new LogBook();
  book.append(0, [bar(1), bar(1, "spark2"), bar(2), bar(2, "spark2"), bar(3), bar(3, "spark2")]);

  assert.equal(book.rows.filter(({ kind }) => kind === "fold").length, 2);
  assert.deepEqual(book.rows.slice(-2).map(({ node, n }) => [node, n]), [["spark1", 4], ["spark2", 5]]);
});

test("A line that frightens without cause gets a word below it", () => {
  const book = new LogBook();
  book.append(0, [line("INFO No available shared memory broadcast block found in 60 seconds.")]);

  assert.equal(book.rows[1].text, "Harmless: the engine waits while the workers read the weights.");
  assert.equal(gloss("all is well"), null);
});

test("Headings stand before the first line of their stage, whichever is heard of first", () => {
  const early = new LogBook(), late = new LogBook();
  const stages = [{ id: "preflight", at: 0, text: "Pre-flight" }, { id: "stopping", at: 3, text: "Stop" },
    { id: "launching", at: 5, text: "Launch" }];
  const lines = [line("one", 1), line("two", 6), line("three", 9)];

  early.stages(stages);
  early.append(0, lines);
  late.append(0, lines);
  late.stages(stages);

  const expected = ["phase Pre-flight", "line one", "phase Launch", "line two", "line three"];
  assert.deepEqual(told(early), expected);
  assert.deepEqual(told(late), expected);
});

test("A heading stands before the line that made its stage begin, not where somebody noticed", () => {
  const early = new LogBook(), late = new LogBook();
  const stages = [{ id: "launching", at: 0, line: null, text: "Launch" },
    { id: "weights", at: 60, line: 2, text: "Weights" }];
  const lines = [line("one", 1), line("two", 2), line("three", 70)];

  early.stages(stages);
  early.append(1, lines);
  late.append(1, lines);
  late.stages(stages);

  const expected = ["phase Launch", "line one", "phase Weights", "line two", "line three"];
  assert.deepEqual(told(early), expected);
  assert.deepEqual(told(late), expected);
});

test("The newest line is as old as it was written, not as it was read", () => {
  const book = new LogBook();
  book.append(1, [line("one", 1000), line("two", 5000)]);
  assert.equal(book.newestAt, 5000);
});

test("What is missing is said", () => {
  const book = new LogBook();
  book.gap(1, 500);
  book.append(501, [line("the first that is kept")]);

  assert.deepEqual(told(book), ["gap Lines 1 to 500 are not kept.", "line the first that is kept"]);
  assert.equal(book.next, 502);
});

test("It keeps the newest lines, and says which it let go", () => {
  const book = new LogBook();
  for (let i = 0; i < 40; i++) book.append(i * 1000 + 1,
    Array.from({ length: 1000 }, (_, k) => line(`line ${i * 1000 + k + 1}`)));

  assert.ok(book.rows.length <= LIMIT * 1.1 && book.lines.length <= LIMIT * 1.1);
  assert.equal(book.rows.at(-1).n, 40_000);
  assert.equal(book.take().dropped + book.rows.length, 40_000);
  assert.equal(book.rows[0].text, `Lines 1 to ${book.rows[1].n - 1} are not kept.`);
  assert.equal(book.rows.filter(({ kind }) => kind === "gap").length, 1);
  assert.ok(book.text().startsWith(`panel\t[lines 1 to ${book.lines[0].n - 1} are not kept]\nspark1\tline `));
});

test("Only what changed is handed over to be drawn", () => {
  const book = new LogBook();
  book.append(1, [bar(1), line("two"), bar(3)]);
  assert.deepEqual(book.take(), { dropped: 0, from: 0 });
  assert.deepEqual(book.take(), { dropped: 0, from: 3 });
  book.append(4, [line("four")]);
  assert.deepEqual(book.take(), { dropped: 0, from: 3 });
  book.append(5, [bar(5)]);
  assert.deepEqual([book.take(), book.rows.map(({ kind, n }) => n ?? kind)],
    [{ dropped: 0, from: 1 }, [1, "fold", 2, 4, 5]]);
});

test("Errors and warnings are seen, the word in a path is not", () => {
  assert.equal(level("(EngineCore pid=611) ERROR 11-22 ValueError: no"), "error");
  assert.equal(level("WARNING 11-22 [x.py:1] careful"), "warning");
  assert.equal(level("INFO reading /opt/errors/file"), undefined);
});

test("Lines that name no Spark and no time are saved as they are, and are not called new", () => {
  const book = new LogBook();
  book.append(1, [line("one", null, null), line("two", null, null)]);
  assert.deepEqual([book.text(), book.newestAt], ["one\ntwo\n", null]);

  const words = {}, button = { getAttribute: () => "true" };
  const tail = new LogTail({ querySelector: part => part.startsWith("footer") ? words : button });
  tail.tell(book, 60_000);
  assert.equal(words.textContent, "2 lines");

  book.append(3, [line("three", 50_000)]);
  tail.tell(book, 60_000);
  assert.equal(words.textContent, "3 lines, the newest 10 s ago");
});
