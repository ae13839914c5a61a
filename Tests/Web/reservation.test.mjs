import assert from "node:assert/strict";
import { test } from "node:test";
import { banners } from "../../WebUI/wwwroot/lib/banners.js";
import { confirm } from "../../WebUI/wwwroot/lib/confirm.js";
import { questions } from "../../WebUI/wwwroot/lib/questions.js";
import { refusal } from "../../WebUI/wwwroot/lib/refusal.js";
import { forLonger, reserved } from "../../WebUI/wwwroot/lib/reservation.js";
import { model, settings, START, view, vllm } from "./fixtures.mjs";

const held = (minutes, more) => view({ settings, vllm: vllm("stopped"), reservation:
  { holder: "openclaw", expires_at_ms: START + minutes * 60_000, note: null, ...more } });

test("Who holds the Sparks is said with the time that is left, and counted down to nothing", () => {
  assert.equal(reserved(held(12), START).words, "openclaw has reserved the Sparks for 12 more minutes.");
  assert.equal(reserved(held(12), START + 90_000).words, "openclaw has reserved the Sparks for 11 more minutes.");
  assert.equal(reserved(held(12, { note: "nightly" }), START).note, "Its note: “nightly”.");
  assert.equal(reserved(held(12), START + 12 * 60_000), null);
  for (const none of [undefined, { holder: null, expires_at_ms: 0 }])
    assert.equal(reserved(view({ reservation: none }), START), null);
});

const LEFT = [[20_000, "for less than a minute"], [60_000, "for one more minute"], [61_000, "for 2 more minutes"],
  [119 * 60_000, "for 119 more minutes"], [150 * 60_000, "for 3 more hours"]];
for (const [ms, said] of LEFT) test(`A reservation of ${ms / 1000} s is held ${said}`, () => assert.equal(forLonger(ms), said));

test("To release it is asked first, and void when it is another's or nobody's", () => {
  const ask = (known, at = START) => questions.release(known, { holder: "openclaw" }, at);

  assert.deepEqual([ask(held(12)).why, ask(held(12)).keep], [null, "Leave them to openclaw"]);
  assert.match(ask(held(12, { note: "nightly" })).words, /^openclaw has reserved .*“nightly”\. It is not told/);
  assert.equal(ask(held(12), START + 13 * 60_000).why, "Nobody holds the Sparks any more.");
  assert.match(ask(held(12, { holder: "cron" })).why, /^cron holds the Sparks now/);
});

test("Home says it below its sentence, other pages in their banner", () => {
  const at = route => ({ link: {}, known: true, now: START, route });

  assert.deepEqual(banners(held(12), at("home")).map(({ key }) => key), []);
  assert.deepEqual(banners(held(12), at("models")).map(({ key }) => key), ["reserved"]);
});

test("Nothing is loaded by a click while somebody else holds the Sparks", () => {
  const report = { ok: true, checks: [] };
  const said = confirm(held(12), { link: {}, now: START }, model("a"), { served: null, report });

  assert.equal(said.can, false);
  assert.match(said.why, /^openclaw has reserved the Sparks for 12 more minutes\. /);
});

test("A refusal says for how long, where the panel does", () => {
  assert.equal(refusal({ code: "reserved", holder: "bench", seconds: 700 }),
    "bench has reserved the Sparks for 12 more minutes. Wait until the reservation ends.");
});

test("A warning of the pre-flight is shown and stops nothing", () => {
  const warning = { name: "failed_before", state: "warning", title: "It failed like this on 24 November",
    may_be_ignored: true };
  const bad = { name: "weights", state: "failed", title: "No weights", may_be_ignored: true };
  const ask = (ok, ...checks) => confirm(view({ settings, vllm: vllm("stopped") }), { link: {}, now: START }, model("a"),
    { served: null, report: { ok, checks } });

  assert.deepEqual([ask(true, warning).can, ask(true, warning).anyway, ask(true, warning).go, ask(true, warning).bad.length],
    [true, false, "Load it now", 1]);
  assert.deepEqual([ask(false, warning, bad).can, ask(false, warning, bad).anyway], [true, true]);
});
