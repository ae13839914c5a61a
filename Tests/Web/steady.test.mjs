import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { Steady } from "../../WebUI/wwwroot/lib/steady.js";

/** Questions whose answers are given by hand, on a clock that is moved by hand. */
function ask() {
  mock.timers.enable({ apis: ["setTimeout", "Date"] });
  const asked = [], told = [];
  const steady = new Steady(question => new Promise((answer, refuse) => asked.push({ question, answer, refuse })),
    (question, answer, problem) => told.push([question, answer, problem?.message ?? null]));
  const turn = () => new Promise(setImmediate);
  return { asked, told, steady, turn, questions: () => asked.map(({ question }) => question),
    answer: async (n, words) => { asked[n].answer(words); await turn(); },
    pass: ms => { for (let i = 0; i < ms; i += 10) mock.timers.tick(10); } };
}

test("What moves is asked at once, then not more often than ten times a second, and the last value always", async t => {
  t.after(() => mock.timers.reset());
  const { steady, questions, answer, pass } = ask();
  for (let at = 0; at < 10; at++) {
    steady.want(`${at}`);
    await answer(questions().length - 1, "yes");
    pass(30);
  }
  pass(100);

  assert.deepEqual(questions(), ["0", "3", "6", "9"]);
});

test("An answer is told while something newer is asked, and one that was overtaken is not", async t => {
  t.after(() => mock.timers.reset());
  const { asked, told, steady, answer, pass, turn } = ask();
  steady.want("a");
  steady.want("b");
  await answer(0, "A");
  assert.deepEqual([told, steady.isWaiting], [[["a", "A", null]], true]);

  pass(100);
  steady.want("c");
  pass(2000);
  assert.deepEqual(asked.map(({ question }) => question), ["a", "b", "c"]);
  asked[2].refuse(new Error("no"));
  await turn();
  await answer(1, "late");
  assert.deepEqual([told.slice(1), steady.isWaiting], [[["c", null, "no"]], false]);
});

test("A slow answer is waited for before the next question", async t => {
  t.after(() => mock.timers.reset());
  const { asked, steady, answer, pass } = ask();
  steady.want("a");
  steady.want("b");
  pass(1000);
  assert.equal(asked.length, 1);
  await answer(0, "A");
  assert.equal(asked.length, 2);
});

test("The same is asked again only where that is said, and nothing is told after the end", async t => {
  t.after(() => mock.timers.reset());
  const { asked, told, steady, answer, pass } = ask();
  steady.want("a");
  await answer(0, "A");
  pass(200);
  steady.want("a");
  assert.equal(asked.length, 1);
  steady.want("a", { again: true });
  assert.equal(asked.length, 2);
  steady.end();
  await answer(1, "late");
  assert.deepEqual([told.length, steady.isWaiting], [1, false]);
});
