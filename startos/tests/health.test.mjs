import assert from "node:assert/strict";
import { test } from "node:test";
import { newServer, pkg, source } from "./box.mjs";
import { silence, standIn } from "./services.mjs";

async function parts() {
  const server = newServer();
  await server.init("install");
  const effects = server.effects();
  const { entries } = await pkg.main({ effects });
  effects.leave();
  return Object.fromEntries(entries.map(entry => [entry.id, entry]));
}

const look = async id => {
  const { result, message } = await (await parts())[id].ready.fn();
  return [result, message];
};

test("Every part has a name on the page of StartOS", async () => {
  const shown = Object.values(await parts()).filter(({ ready }) => ready).map(({ id, ready }) => [id, ready.display]);

  assert.deepEqual(shown, [
    ["valkey", "State Store"], ["control-api", "Web Interface"], ["health-monitor", "Health Monitor"],
    ["audio-proxy", "Audio"], ["sparks", "Sparks Reachable"],
  ]);
});

for (const [id, port, name] of [
  ["control-api", 9999, "The page"],
  ["health-monitor", 9997, "The health monitor"],
  ["audio-proxy", 9998, "The audio service"],
]) {
  test(`${name} is asked how it is, on port ${port}`, async () => {
    const requests = await standIn(port, () => [200, "Healthy"]);

    assert.deepEqual(await look(id), ["success", `${name} is ready.`]);
    assert.deepEqual(requests, ["GET /healthz"]);
  });

  test(`${name} without its state store is not ready`, async () => {
    await standIn(port, () => [200, "Degraded"]);

    assert.deepEqual(
      await look(id), ["failure", `${name} answers, but without the state store: what it shows is old.`]);
  });

  test(`${name} that answers with an error is not ready`, async () => {
    await standIn(port, () => [503, "Unhealthy"]);

    assert.deepEqual(await look(id), ["failure", `${name} answers that it is not well (HTTP 503).`]);
  });

  test(`${name} that does not answer is not ready`, async () => {
    silence(port);

    assert.deepEqual(await look(id), ["failure", `${name} does not answer.`]);
  });
}

const status = (nodes, more = {}) => ({ configured: true, stale_seconds: null, nodes, ...more });
const link = (state, reason = null) => ({ link: { state, reason } });

for (const [what, answer, result, message] of [
  ["Both that answer are well", status({ spark1: link("up"), spark2: link("slow") }), "success",
    "Spark 1 answers. Spark 2 answers slowly."],
  ["One Spark alone is enough", status({ spark1: link("up") }), "success", "Spark 1 answers."],
  ["One that does not answer is named, with the reason",
    status({ spark1: link("up"), spark2: link("down", "No route to host.") }), "failure",
    "Spark 1 answers. Spark 2 does not answer. No route to host."],
  ["One with an unknown key waits for its owner", status({ spark1: link("untrusted") }), "failure",
    "Spark 1 shows a key that nobody has confirmed: open the page and compare its fingerprint."],
  ["One that refuses the key is no silence", status({ spark1: link("refused") }), "failure",
    "Spark 1 refuses the key of SparkControl: run Show Public Key."],
  ["One that was not asked has not said no", status({ spark1: link("up"), spark2: null }), "starting",
    "Spark 1 answers. Spark 2 was not asked yet."],
  ["One that was not asked hides no failure", status({ spark1: null, spark2: link("down") }), "failure",
    "Spark 1 was not asked yet. Spark 2 does not answer."],
  ["What is old is not known", status({ spark1: link("up") }, { stale_seconds: 12 }), "waiting",
    "Not known: SparkControl cannot reach its state store."],
  ["Nothing set up is no failure", status({}, { configured: false }), "disabled",
    "No Spark is set up. Run Configure Sparks, or open the page."],
]) {
  test(`Sparks: ${what}`, async () => {
    const requests = await standIn(9999, () => [200, answer]);

    assert.deepEqual(await look("sparks"), [result, message]);
    assert.deepEqual(requests, ["GET /api/status"]);
  });
}

test("Sparks: a page that fails, or answers what is no status, tells nothing of them", async () => {
  for (const answer of [[500, { title: "x" }], [200, "<html>"]]) {
    await standIn(9999, () => answer);

    assert.deepEqual(await look("sparks"), ["waiting", "Not known: SparkControl does not answer."]);
  }
});

test("Every state of a node has its words", () => {
  const members = source("SparkControl.Contracts/NodeState.cs").matchAll(/^ {4}(\w+),?$/gm);
  const states = [...members].map(([, name]) => name.toLowerCase());
  const words = /const words[^}]+}/.exec(source("startos/startos/health/sparks.ts"))[0];

  assert.ok(states.length >= 6);
  for (const state of states) assert.match(words, new RegExp(`  ${state}:`));
});

test("The fields that are read are those of ControlApi's answers", () => {
  const snapshot = source("ControlApi/Status/StatusSnapshot.cs");

  for (const name of ["Configured", "StaleSeconds", "Nodes"]) assert.match(snapshot, new RegExp(`\\b${name}\\b[,)]`));
  assert.match(source("SparkControl.Contracts/NodeStatus.cs"), /NodeLink Link/);
  assert.match(source("SparkControl.Contracts/DriverState.cs"), /NodeState State, .* Reason = null/);
});
