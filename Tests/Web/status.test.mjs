import assert from "node:assert/strict";
import { test } from "node:test";
import { leftBehind } from "../../WebUI/wwwroot/lib/remains.js";
import { reach } from "../../WebUI/wwwroot/lib/reach.js";
import { servedModel } from "../../WebUI/wwwroot/lib/running.js";
import { status } from "../../WebUI/wwwroot/lib/status.js";
import { failed, load, model, settings, START, stopped, view, vllm } from "./fixtures.mjs";

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

test("Of few loads it is not said what nine of ten did", () => {
  const late = loads =>
    words(status(view({ settings, swap: load(580, { eta: { ...load(580).eta, loads } }) }), at(900)));
  assert.match(late(1), /^Longer than its one load: 15:00 so far, at the KV cache\.$/);
  assert.match(late(5), /^Longer than 4 of its 5 loads: 15:00 so far/);
  assert.match(late(10), /^Longer than 9 of 10 loads of this model/);
});

test("What a monitor says is a sentence of its own", () => {
  const says = (verdict, more) =>
    status(serving({ verdict, evidence: "The model could not be asked.", ...more }), at(60));
  const good = new Date(START).toISOString();
  assert.match(words(says("unknown", { last_good: good })),
    /^The model could not be asked\. Last seen well at [^;]*\.$/);
  assert.match(words(says("degraded", {})), /^The model could not be asked\. Since [^.]*\.$/);
  assert.match(words(says("degraded", { evidence: null })), /^Since [^.]*\.$/);
  assert.match(words(says("unhealthy", { evidence: "It is silent" })), /^Since .*\. It is silent\.$/);
});

test("What works only in part is named only when it was seen", () => {
  const known = view({ settings, good: { model: "a", model_name: "Another" }, vllm: vllm("degraded") });
  assert.equal(status(known, at(60)).title, "A model serves, but not all of it works");
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

test("Nothing is said to serve only when somebody has looked", () => {
  const after = verdict => words(status(view({ settings, swap: failed(), vllm: verdict && vllm(verdict) }), at(900)));

  assert.match(after("stopped"), /Nothing is serving now\.$/);
  for (const verdict of ["unknown", "starting", undefined])
    assert.match(after(verdict), /What serves now is unknown\.$/);
  assert.match(after("unhealthy"), /What runs does not answer\.$/);
  const stuck = view({ settings, swap: failed(), vllm: { ...vllm("unhealthy"), trouble: { code: "stuck" } } });
  assert.match(words(status(stuck, at(900))), /What runs does not work\.$/);
  assert.equal(status(view({ settings, swap: stopped("stopped") }), at(900)).title, "What runs now is unknown");
});

test("A stop that failed is told as a failure until its report is closed", () => {
  const known = view({ ...serving(), swap: stopped("failed") });
  const told = status(known, at(120));

  assert.deepEqual([told.kind, told.title], ["failed", "Qwen3-VL 235B A22B did not stop"]);
  assert.match(words(told), /^It was given up after 1:32\. qwen is serving since /);
  assert.equal(status(known, at(120, { closed: "s2" })).title, "qwen is serving");
});

test("A panel that never came to Redis says that, not that nobody has asked", () => {
  assert.match(words(status(view({ settings }), at(0, { link: { blankSince: START } }))),
    /^The panel has not come to Redis/);
  assert.match(words(status(view({ settings }), at(0))), /^Nobody has asked/);
});

test("Other words about the same title are told at once", () => {
  const after = verdict => status(view({ settings, swap: failed(), vllm: vllm(verdict) }), at(900)).key;
  assert.notEqual(after("unknown"), after("stopped"));
  const unknown = link => status(view({ settings }), at(0, { link })).key;
  assert.notEqual(unknown({ blankSince: START }), unknown({}));
});

test("What is left on a Spark is said where it is not nothing", () => {
  assert.deepEqual(leftBehind(stopped("stopped", "unknown")), ["What is left on Spark 2 is unknown."]);
  assert.deepEqual(leftBehind(stopped("failed", "left_over")), ["Something is left on Spark 2."]);
  assert.deepEqual(leftBehind(stopped("stopped")), []);
  assert.deepEqual(leftBehind({ ...stopped("stopped", "unknown"), ended_at: null }), []);
});

test("A server that answers for a model outside the catalog is still named", () => {
  assert.deepEqual(servedModel(view({ vllm: vllm("healthy", { model: { id: "house", root: "/data/house" } }) })),
    { id: "house", key: null, name: "house", nodes: null });
});

test("One Spark that cannot be asked is what the top of the page says", () => {
  const links = (one, two) => view({ settings, driver: { links: { spark1: { state: one }, spark2: { state: two } } } });
  const says = known => reach(known, { open: true, known: true }).wide;

  assert.equal(says(links("up", "up")), "Both Sparks answer");
  assert.equal(says(links("up", "refused")), "Spark 2 refuses the key");
  assert.equal(says(view({ settings })), "Spark 1 was not asked yet");
  assert.equal(reach(links("up", "down"), { open: true, known: true }).narrow, "Spark 2: no answer");
  assert.equal(reach(links("up", "up"), { open: false, known: true }).wide, "The panel does not answer");
});
