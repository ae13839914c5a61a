import assert from "node:assert/strict";
import { test } from "node:test";
import { cards } from "../../WebUI/wwwroot/lib/models.js";
import { backLines } from "../../WebUI/wwwroot/lib/roll-back.js";
import { failedSwap, shownSwap } from "../../WebUI/wwwroot/lib/running.js";
import { status } from "../../WebUI/wwwroot/lib/status.js";
import { failed, load, model, settings, START, view, vllm } from "./fixtures.mjs";

const words = ({ lede }) => lede.map(part => part.strong ?? part).join("");
const now = START + 900_000, known = closed => ({ now, known: true, closed });
const time = seconds => new Date(START + seconds * 1000).toISOString();

const back = more => ({ ...load(0), id: "s2", model: "gemma4", model_name: "Gemma 4", rolls_back: "s1",
  requested_at: time(585), ...more });
const ready = more => back({ phase: "ready", ended_at: time(760), ...more });
const seen = (swap, more) => view({ settings, swap, failed: failed(), vllm: vllm("unknown"), ...more });

test("A load that failed is told while the good model is loaded again", () => {
  const told = status(seen(back()), known());

  assert.equal(told.title, "Loading Gemma 4 again");
  assert.match(words(told), /^Qwen3-VL 235B A22B did not load\. (Ready in|Longer than|Time unknown)/);
  assert.equal(failedSwap(seen(back()), null).id, "s1");
  assert.equal(shownSwap(seen(back()), null).id, "s2");
});

test("A load that failed is told until its report is closed, though another one serves", () => {
  const told = status(seen(ready()), known());

  assert.deepEqual([told.kind, told.title], ["failed", "Qwen3-VL 235B A22B did not load"]);
  assert.match(words(told), /^It stopped at the KV cache, 9:41 into the load\. Gemma 4 is back and has served since [^.]*\.$/);
  assert.equal(shownSwap(seen(ready()), null).id, "s1");
  assert.equal(failedSwap(seen(ready()), "s1"), null);
  assert.equal(shownSwap(seen(ready()), "s1").id, "s2");
});

test("That it is back is not said where a monitor says that it is gone", () => {
  const told = words(status(seen(ready(), { vllm: vllm("stopped") }), known()));

  assert.match(told, /Gemma 4 came back at [^.]*\. Nothing is serving now\.$/);
});

test("A way back that failed or was cancelled says so, and that nothing else is tried", () => {
  const broken = back({ phase: "failed", ended_at: time(760) });
  assert.match(words(status(seen(broken), known())), /Nothing else is tried\. What serves now is unknown\.$/);
  assert.equal(status(seen(broken), known()).title, "Gemma 4 did not load");
  const cancelled = back({ phase: "cancelled", ended_at: time(760) });
  assert.match(words(status(seen(cancelled), known())), /Gemma 4 was being loaded again; that was cancelled\./);
});

test("Why the good model was not loaded again is said", () => {
  const refused = { ...failed(), rolled_back_to: { model: "gemma4", model_name: "Gemma 4", swap: null,
    problem: "Something is left on Spark 2." } };

  assert.match(words(status(view({ settings, swap: refused, vllm: vllm("stopped") }), known())),
    /Gemma 4 was not loaded again\. Something is left on Spark 2\. Nothing is serving now\.$/);
  assert.deepEqual(backLines(refused, { swap: refused }).map(line => [line.words, line.more]),
    [["Gemma 4 was not loaded again.", "Something is left on Spark 2."]]);
});

test("What happened since ends with what serves", () => {
  const lines = (swap, broken = failed()) => backLines(broken, { swap, failed: failed() }).map(line => line.words);

  assert.deepEqual(lines(back()), ["Gemma 4 is loaded again, once."]);
  assert.deepEqual(lines(ready()), ["Gemma 4 is loaded again, once.", "Gemma 4 serves."]);
  assert.deepEqual(lines(back({ phase: "cancelled", ended_at: time(760) })),
    ["Gemma 4 is loaded again, once.", "That was cancelled."]);
  const broken = back({ phase: "failed", ended_at: time(760) });
  assert.deepEqual(lines(broken, broken), ["Qwen3-VL 235B A22B had not loaded before it."]);
  assert.deepEqual(lines(load(300)), []);
});

test("The card of the model that failed says why, though another one was loaded since", () => {
  const broken = { ...failed(), failure: { title: "CUDA is out of memory" } };
  const card = cards(view({ settings, catalog: { models: [model("qwen3-vl")] }, swap: ready(), failed: broken }),
    { now, link: {} })[0];

  assert.deepEqual([card.state, card.why], ["failed", "CUDA is out of memory"]);
});
