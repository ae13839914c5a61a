import assert from "node:assert/strict";
import { test } from "node:test";
import { confirm } from "../../WebUI/wwwroot/lib/confirm.js";
import { questions } from "../../WebUI/wwwroot/lib/questions.js";
import { refusal } from "../../WebUI/wwwroot/lib/refusal.js";
import { load, model, settings, START, stopped, usual, view, vllm } from "./fixtures.mjs";

const words = parts => parts.map(part => part.strong ?? part).join("");
const ok = { ok: true, checks: [{ name: "node", state: "ok" }] };
const bad = (state, may_be_ignored) => ({ name: "node", title: "Spark 2 cannot be asked", state, may_be_ignored });
const found = (...checks) => ({ ok: false, checks });
const catalog = { models: [model("a"), model("b")] };
const serves = (key, more) => vllm("healthy", { model: { id: key, root: `org/${key}` }, ...more });
const known = more => view({ settings, catalog, vllm: serves("a"), ...more });

const ask = (more = {}, { link = {}, key = "b", served = "a", report = ok } = {}) =>
  confirm(known(more), { link, now: START }, catalog.models.find(one => one.key === key), { served, report });

test("A confirm says what it ends, for how long, and how to come back", () => {
  const busy = serves("a", { requests_running: 2, requests_waiting: 1 });
  const said = ask({ usual: { models: { a: usual, b: usual } }, vllm: busy });

  assert.deepEqual([said.title, said.keep, said.go],
    ["Switch to b?", "Keep the current model", "Stop and switch now"]);
  assert.equal(words(said.ends), "a stops first. Nothing serves until the model is ready, usually for 10:42 to 12:25.");
  assert.equal(words(said.flight),
    "2 requests at work and 1 waiting will be cut off. Coming back takes 10:42 to 12:25.");
});

test("Nothing is cut off only where somebody has looked", () => {
  const flight = (known, served = null) => words(ask({ vllm: known }, { served }).flight);

  assert.equal(flight(vllm("stopped")), "Nothing; no model serves.");
  for (const unknown of [undefined, vllm("unknown"), vllm("starting")])
    assert.equal(flight(unknown), "Unknown: nobody could ask what runs now.");
  assert.match(flight(serves("a", { requests_running: null }), "a"), /^Unknown: the model could not be asked\./);
  assert.match(words(ask({ vllm: vllm("unknown") }, { served: null }).ends),
    /^What runs now is unknown; whatever it is stops first/);
});

const CASES = [
  ["in order", ok, "Stop and switch now", false, true],
  ["being looked at", null, "Stop and switch now", false, false],
  ["bad, and may be ignored", found(bad("unknown", true), bad("failed", true)), "Load anyway", true, true],
  ["bad", found(bad("failed", false)), "Stop and switch now", false, false],
  ["not known", found(bad("unknown", false)), "Stop and switch now", false, false],
  ["bad in part", found(bad("unknown", true), bad("failed", false)), "Stop and switch now", false, false],
  ["from a server that does not say what may be ignored", found(bad("unknown")), "Stop and switch now", false, false],
  ["refused without Redis", { checks: [], problem: { code: "redis_away" } }, "Stop and switch now", false, false],
  ["lost on the way", { checks: [], problem: { code: "no_answer" } }, "Stop and switch now", false, true]
];
for (const [name, report, go, anyway, can] of CASES)
  test(`The button of a pre-flight that is ${name}`, () => {
    const said = ask({}, { report });
    assert.deepEqual([said.go, said.anyway, said.can], [go, anyway, can]);
  });

test("A question that is left open becomes void when something else begins, serves, or nobody answers", () => {
  const why = (more, link) => { const said = ask(more, { link }); return said.can ? null : said.why; };

  assert.equal(why({}), null);
  assert.match(why({ swap: load(300) }), /^Qwen3-VL 235B A22B is being loaded now/);
  assert.match(why({ vllm: serves("b") }), /^b serves now\. Close this and ask again/);
  assert.match(why({}, { lostAt: START }), /^The panel does not answer/);
  for (const link of [{ staleSince: START }, { blankSince: START }])
    assert.match(why({}, link), /^Redis does not answer/);
  assert.equal(why({ vllm: vllm("stopped") }), null);
});

const stop = more => questions.stop(known(more), { served: "a" });

test("A stop means the model that was shown, and none that came meanwhile", () => {
  assert.deepEqual([stop({}).title, stop({}).why], ["Stop a?", null]);
  assert.match(stop({ vllm: serves("b") }).why, /^b serves now/);
  assert.match(stop({ swap: load(300) }).why, /is being loaded now/);
  assert.equal(stop({ vllm: vllm("stopped") }).why, "No model is running any more.");
});

test("Requests that nobody counted are not none", () => {
  assert.match(stop({ vllm: serves("a", { requests_running: null }) }).words,
    /^How many requests that cuts off is unknown\./);
  assert.match(stop({ vllm: serves("a", { requests_running: 1 }) }).words, /^1 request will be cut off\./);
  assert.match(stop({}).words, /^Nothing serves afterwards/);
});

test("A cancel says what it takes away, which depends on how far the load is", () => {
  const at = (seconds, more) => questions.cancel({ swap: load(seconds, more) }, { id: "s1" });

  assert.equal(at(0).words, "Nothing was touched yet: Gemma 4 goes on serving.");
  assert.match(at(5).words, /^The stop of Gemma 4 is finished first\./);
  assert.match(at(300).words, /^What is loaded of Qwen3-VL 235B A22B is removed/);
  assert.deepEqual([at(300).why, at(300, { cancel_requested: true }).why],
    [null, "It is being cancelled already."]);
  assert.equal(questions.cancel({ swap: stopped("stopped") }, { id: "s1" }).why, "This load has ended.");
});

test("A refusal is told as the page does it, not as a program would", () => {
  const says = (code, more) => refusal({ code, message: "as the panel says", ...more });

  assert.equal(says("swap_runs"), "Another load or stop began a moment ago.");
  assert.equal(says("reserved", { holder: "bench" }),
    "bench has reserved the Sparks. Wait until the reservation ends.");
  assert.equal(says("another_panel"), "as the panel says");
});
