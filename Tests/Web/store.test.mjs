import assert from "node:assert/strict";
import { test } from "node:test";
import { Store } from "../../WebUI/wwwroot/lib/store.js";

const entry = (rev, value) => ({ rev, observed_at: "2026-11-22T20:34:00Z", value });

test("A change never goes back a rev", () => {
  const store = new Store();
  store.snapshot({ keys: { swap: entry(5, "new") } });

  assert.equal(store.change({ key: "swap", ...entry(4, "old") }), false);
  assert.equal(store.change({ key: "swap", ...entry(5, "same") }), false);
  assert.equal(store.get("swap"), "new");
  assert.equal(store.change({ key: "swap", ...entry(6, "newer") }), true);
  assert.equal(store.get("swap"), "newer");
});

test("A snapshot of the same generation keeps what is newer here", () => {
  const store = new Store();
  store.snapshot({ generation: "a", keys: { swap: entry(5, "five"), disk: entry(2, "two") } });
  store.snapshot({ generation: "a", keys: { swap: entry(3, "three"), disk: entry(7, "seven") } });

  assert.deepEqual([store.get("swap"), store.get("disk")], ["five", "seven"]);
});

test("A snapshot of another generation replaces everything", () => {
  const store = new Store();
  store.snapshot({ generation: "a", keys: { swap: entry(500, "old"), good: entry(2, "gone") } });
  store.snapshot({ generation: "b", keys: { swap: entry(1, "fresh") } });

  assert.deepEqual([store.get("swap"), store.get("good")], ["fresh", undefined]);
});

test("A snapshot that names no generation is the truth", () => {
  const store = new Store();
  store.snapshot({ keys: { swap: entry(9, "before") } });
  store.snapshot({ keys: { swap: entry(1, "after") } });

  assert.equal(store.get("swap"), "after");
});

test("A key that is missing is unknown", () => {
  const store = new Store();
  assert.equal(store.known, false);
  store.snapshot({ keys: {} });

  assert.equal(store.known, true);
  assert.equal(store.view().vllm, undefined);
});

test("The panel's clock is the clock", () => {
  const store = new Store();
  store.snapshot({ keys: {}, now: new Date(Date.now() - 240_000).toISOString() });

  assert.ok(Math.abs(store.now() - Date.now() + 240_000) < 1000);
});

test("The last word of a monitor that died counts for 20 s, and then is unknown", () => {
  const store = new Store();
  const vllm = { verdict: "healthy", model: { id: "m" }, requests_running: 2 };
  store.snapshot({ now: "2026-11-22T20:34:19Z", keys: { "service:vllm": entry(1, vllm), "node:spark1": entry(2, { link: { state: "up" } }),
    swap: entry(3, { id: "s" }) } });
  assert.deepEqual(store.silent(), []);

  store.snapshot({ now: "2026-11-22T20:34:21Z", keys: { "service:vllm": entry(1, vllm), "node:spark1": entry(2, { link: { state: "up" } }),
    swap: entry(3, { id: "s" }) } });
  const view = store.view(store.silent());

  assert.deepEqual(store.silent(), ["service:vllm", "node:spark1"]);
  assert.equal(view.vllm.verdict, "unknown");
  assert.equal(view.vllm.requests_running, null);
  assert.equal(view.vllm.since, store.observedAt("service:vllm"));
  assert.ok(view.nodes.spark1.silent);
  assert.equal(view.nodes.spark1.link.state, "unknown");
  assert.equal(store.view().vllm.verdict, "healthy");
});
