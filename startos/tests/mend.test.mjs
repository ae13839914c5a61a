import assert from "node:assert/strict";
import { test } from "node:test";
import { newServer } from "./box.mjs";

async function installed() {
  const server = newServer();
  await server.init("install");
  server.forget();
  return server;
}

for (const torn of ["", "{\"spark1_host\": \"192.16", "[]", "null", "\0\0\0\0"]) {
  test(`A startos.json of ${JSON.stringify(torn)} is set aside, and the package starts`, async () => {
    const server = await installed();
    server.write("main", "startos.json", torn);

    await server.init(null);

    assert.equal(server.read("main", "startos.json.unreadable"), torn);
    assert.equal(server.has("main", "startos.json"), false);
  });
}

test("What ControlApi last read of a torn startos.json takes its place", async () => {
  const server = await installed();
  server.write("main", "startos.json", "{\"spark1");
  server.write("main", "last-good/startos.json", { spark1_host: "192.168.1.41", vllm_port: 8889 });

  await server.init(null);

  assert.deepEqual(server.json("main", "startos.json"), { spark1_host: "192.168.1.41", vllm_port: 8889 });
  assert.deepEqual(server.told("action.createTask"), []);
});

test("A copy that is torn too takes nobody's place", async () => {
  const server = await installed();
  server.write("main", "startos.json", "{");
  server.write("main", "last-good/startos.json", "{");

  await server.init(null);

  assert.deepEqual(server.list("main"), ["last-good", "startos.json.unreadable"]);
});

test("What was set aside before is kept", async () => {
  const server = await installed();
  for (const torn of ["{1", "{2", "{3"]) {
    server.write("main", "startos.json", torn);
    await server.init(null);
  }

  const kept = ["", ".2", ".3"].map(count => server.read("main", `startos.json.unreadable${count}`));
  assert.deepEqual(kept, ["{1", "{2", "{3"]);
});

test("A value of the wrong kind is no reason to set the file aside", async () => {
  const server = await installed();
  server.write("main", "startos.json", { spark1_host: 5, spark1_port: "x", of_another_version: [1] });

  await server.init(null);

  assert.deepEqual(server.json("main", "startos.json"), { spark1_host: 5, spark1_port: "x", of_another_version: [1] });
  assert.equal(server.told("action.createTask").length, 1);
});

for (const torn of ["", "{\"valkey_pass", "{}", "{\"valkey_password\": \"\"}"]) {
  test(`A password file of ${JSON.stringify(torn)} gets a new password`, async () => {
    const server = await installed();
    server.write("state", "startos-store.json", torn);

    await server.init(null);

    assert.match(server.json("state", "startos-store.json").valkey_password, /^[A-Za-z0-9]{32}$/);
  });
}
