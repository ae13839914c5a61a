import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { newServer, pkg } from "./box.mjs";

async function backedUp() {
  const server = newServer();
  await server.init("install");
  server.write("main", "startos.json", { spark1_host: "192.168.1.41" });
  server.write("main", "ssh/id_ed25519", "the key");
  server.write("main", "models-overrides.yaml", "qwen36: {}\n");
  server.write("state", "appendonlydir/appendonly.aof.1.incr.aof", "*1\r\n");
  server.write("cache", "recording.wav", "RIFF");
  await pkg.createBackup({ effects: server.effects() });
  return server;
}

test("Settings, keys, overrides and the state are backed up, the cache is not", async () => {
  const server = await backedUp();

  assert.deepEqual(server.copies, [
    ["volumes/main/", "backup/volumes/main/"],
    ["volumes/state/", "backup/volumes/state/"],
  ]);
  assert.equal(readFileSync(server.backupPath("dataVersion.txt"), "utf8"), pkg.manifest.version);
});

test("A restore brings key, settings, password and state back, and asks for nothing", async () => {
  const server = await backedUp();
  const password = server.read("state", "startos-store.json");
  server.lose();
  server.dataVersion = null;
  server.forget();

  await server.init("restore");

  assert.equal(server.read("main", "ssh/id_ed25519"), "the key");
  assert.deepEqual(server.json("main", "startos.json"), { spark1_host: "192.168.1.41" });
  assert.equal(server.read("state", "startos-store.json"), password);
  assert.equal(server.has("state", "appendonlydir/appendonly.aof.1.incr.aof"), true);
  assert.equal(server.dataVersion, pkg.manifest.version);
  assert.deepEqual(server.told("action.createTask"), []);
});
