import assert from "node:assert/strict";
import { test } from "node:test";
import { reach, servedModel, status } from "../../WebUI/wwwroot/lib/status.js";
import { failed, load, model, settings, START, view, vllm } from "./fixtures.mjs";

const words = ({ lede }) => lede.map(part => part.strong ?? part).join("");
const at = (seconds, more = {}) => ({ now: START + seconds * 1000, known: true, closed: null, ...more });
const serving = more =>
  view({ settings, catalog: { models: [model("qwen")] },
  vllm: vllm("healthy", { model: { id: "qwen", root: "org/qwen" }, ...more }) });

test("Nothing is claimed before the first snapshot", () => {
  assert.equal(status(view({}), at(0, { known: false })).kind, "connecting");
});

test("A missing service is unknown, not stopped", () => {
  assert.equal(status(view({ settings }), at(0)).title, "What runs now is unknown");
});

test("What serves is named as the catalog names it, with what it is busy with", () => {
  const busy = status(serving({ requests_running: 2, requests_waiting: 1 }), at(60));

  assert.equal(busy.title, "qwen is serving");
  assert.match(words(busy), /^On both Sparks since .*2 requests at work, 1 waiting\.$/);
  assert.match(words(status(serving({ last_busy: new Date(START).toISOString() }), at(240))),
    /Idle; the last request was 4 minutes ago\.$/);
  assert.match(words(status(serving({ requests_running: null }), at(60))), /unknown/);
});

test("A load says how long it takes, without history that it does not know", () => {
  assert.match(words(status(view({ settings, swap: load(280) }), at(280))), /^Ready in 6 to 8 minutes, between /);
  assert.match(words(status(view({ settings, swap: load(280, { eta: null }) }), at(280))), /^Time unknown/);
  assert.match(words(status(view({ settings, swap: load(580) }), at(900))),
    /^Longer than 9 of 10 loads of this model: 15:00 so far/);
});

test("A figure that moves does not change the state's key", () => {
  const key = seconds => status(view({ settings, swap: load(280) }), at(seconds)).key;
  assert.equal(key(280), key(300));
});

test("A failure is told until its report is closed", () => {
  const broken = view({ settings, swap: failed(), vllm: vllm("stopped") });

  assert.match(words(status(broken, at(900))),
    /^It stopped at the KV cache, 9:41 into the load\. Nothing is serving now\.$/);
  assert.equal(status(broken, at(900, { closed: "s1" })).title, "No model is running");
});

test("A server that answers for a model outside the catalog is still named", () => {
  assert.deepEqual(servedModel(view({ vllm: vllm("healthy", { model: { id: "house", root: "/data/house" } }) })),
    { key: null, name: "house", nodes: null });
});

test("One Spark that cannot be asked is what the top of the page says", () => {
  const links = (one, two) => view({ settings, driver: { links: { spark1: { state: one }, spark2: { state: two } } } });
  const says = known => reach(known, { open: true, known: true }).wide;

  assert.equal(says(links("up", "up")), "Both Sparks answer");
  assert.equal(says(links("up", "refused")), "Spark 2 refuses the key");
  assert.equal(says(view({ settings })), "Spark 1 was not asked yet");
  assert.equal(reach(links("up", "up"), { open: false, known: true }).wide, "The panel does not answer");
});
