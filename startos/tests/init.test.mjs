import assert from "node:assert/strict";
import { statSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { newServer, pkg, repeat } from "./box.mjs";

const sdk = createRequire(createRequire(import.meta.url).resolve("@start9labs/start-sdk"));
const { ExtendedVersion } = sdk("@start9labs/start-core/exver");

const current = pkg.manifest.version;
const tasks = server => server.told("action.createTask").map(task => [task.actionId, task.severity]);

async function installed() {
  const server = newServer();
  await server.init("install");
  server.forget();
  return server;
}

test("An install makes a password, and no file that only ControlApi writes", async () => {
  const server = newServer();
  await server.init("install");

  assert.match(server.json("state", "startos-store.json").valkey_password, /^[A-Za-z0-9]{32}$/);
  assert.equal(statSync(server.path("state", "startos-store.json")).mode & 0o777, 0o600);
  assert.deepEqual(server.list("main"), []);
  assert.equal(server.dataVersion, current);
});

test("An install asks for the Sparks and shows the key, and does not keep SparkControl from starting", async () => {
  const server = newServer();
  await server.init("install");

  assert.deepEqual(tasks(server), [["configure-sparks", "important"], ["show-public-key", "important"]]);
});

test("Page and APIs are on port 9999, inside and outside", async () => {
  const server = newServer();
  await server.init("install");

  const [bind, ...others] = server.told("bind");
  assert.deepEqual(others, []);
  assert.deepEqual([bind.internalPort, bind.preferredExternalPort], [9999, 9999]);
  assert.deepEqual(
    server.told("exportServiceInterface").map(one => [one.id, one.type, one.addressInfo.suffix]),
    [["ui", "ui", ""], ["api", "api", "/api"], ["openai", "api", "/v1"]]);
});

test("There are four actions, and only a test of the connection needs a running service", async () => {
  const server = newServer();
  await server.init("install");

  assert.deepEqual(
    server.told("action.export").map(({ id, metadata }) => [id, metadata.allowedStatuses, metadata.hasInput]),
    [
      ["configure-sparks", "any", true],
      ["show-public-key", "any", false],
      ["test-connection", "only-running", false],
      ["reset-host-keys", "any", false],
    ]);
});

for (const kind of [null, "update", "restore"]) {
  test(`The password stays at ${kind ?? "a rebuild"}, and nobody is asked for the key again`, async () => {
    const server = await installed();
    const before = server.read("state", "startos-store.json");

    await server.init(kind);

    assert.equal(server.read("state", "startos-store.json"), before);
    assert.deepEqual(tasks(server), [["configure-sparks", "important"]]);
  });
}

for (const version of ["0.1.0:0", "0.9.2:1", "0.12.0:4", "0.13.0:0"]) {
  test(`Data of ${version} of the original start, and are left as they are`, async () => {
    const server = newServer({ dataVersion: version });
    const files = {
      "sparkConfig.yaml": "spark1: { host: 192.168.1.41, user: nvidia }\n",
      "connectivity.json": "[]",
      "models-overrides.yaml": "qwen36: { max_model_len: 65536 }\n",
      "ssh/id_ed25519": "-----BEGIN OPENSSH PRIVATE KEY-----\n",
      "notes.txt": "of my own",
    };
    for (const [name, text] of Object.entries(files)) server.write("main", name, text);

    await server.init("update");

    assert.equal(server.dataVersion, current);
    for (const [name, text] of Object.entries(files)) assert.equal(server.read("main", name), text);
    // Where the Sparks are is in the old file: ControlApi takes it over.
    assert.deepEqual(tasks(server), []);
  });
}

test("Data of a newer version are refused", async () => {
  const server = newServer({ dataVersion: "9.0.0:0" });

  await assert.rejects(server.init("update"));
  assert.equal(server.dataVersion, "9.0.0:0");
});

test("There is no way back to a version whose files have other names by now", async () => {
  const server = await installed();

  const before = ExtendedVersion.parse("0.13.0:0");
  await assert.rejects(pkg.uninit({ effects: server.effects(), target: before }), /cannot migrate/);
  assert.equal(server.dataVersion, current);
});

test("An uninstall forgets the version of the data", async () => {
  const server = await installed();

  await pkg.uninit({ effects: server.effects(), target: null });

  assert.equal(server.dataVersion, null);
});

for (const [what, write] of [
  ["here", server => server.write("main", "startos.json", { spark1_host: "192.168.1.41" })],
  ["on the page", server => server.write("main", "settings.yaml", "panel_id: \"x\"\nspark1_host: \"192.168.1.41\"\n")],
]) {
  test(`Nobody is asked for Sparks that are set up ${what}`, async () => {
    const server = await installed();
    write(server);

    await server.init(null);

    assert.deepEqual(tasks(server), []);
    assert.equal(server.told("action.clearTasks").length, 1);
  });

  test(`The question for the Sparks goes away when they are set up ${what}`, async () => {
    const server = newServer();
    await server.init("install");
    assert.equal(tasks(server).length, 2);

    await repeat(() => write(server), () => server.told("action.clearTasks").length > 0);

    assert.equal(tasks(server).length, 2);
  });
}

for (const text of [
  "panel_id: \"x\"\n", "spark1_host:\n", "spark1_host: \"\"\n", "spark1_host: # later\n", "# spark1_host: x\n",
]) {
  test(`A page on which no Spark is set up leaves the question: ${JSON.stringify(text)}`, async () => {
    const server = await installed();
    server.write("main", "settings.yaml", text);

    await server.init(null);

    assert.deepEqual(tasks(server), [["configure-sparks", "important"]]);
  });
}

for (const text of [
  "", " \n", "# SPARK1_HOST: 192.168.1.41\n", "SPARK1_HOST:\nSPARK2_HOST: 192.168.1.42\n", "SPARK1_HOST: ''\n",
  "SPARK1_HOST: null\nPARAKEET_HOST: 192.168.1.9\n", "spark1:\n  host: ~\n  user: ada\nmagpie:\n  host: tts.lan\n",
  "spark1: { host: \"\" }\nspark2: { host: 192.168.1.42 }\n", "theme: dark\n",
  "SPARK1_HOST: 192.168.1.300\n", "spark1: { host: $(reboot) }\n", "SPARK1_HOST: 192.168.1.41:22\n",
  "SPARK1_HOST: true\n", "SPARK1_HOST: 'two words'\n",
]) {
  test(`An original that was never set up leaves the question: ${JSON.stringify(text)}`, async () => {
    const server = newServer({ dataVersion: "0.13.0:0" });
    server.write("main", "sparkConfig.yaml", text);

    await server.init("update");

    assert.deepEqual(tasks(server), [["configure-sparks", "important"]]);
  });
}

for (const text of [
  "SPARK1_HOST: 192.168.1.41\n", "spark1Host: '192.168.1.41'\n", "spark1-host: spark.lan\r\n",
  "spark1:\n  user: ada\n  host: 192.168.1.41\n", "SPARK1: { USER: ada, HOST: 192.168.1.41 }\n",
  "{ \"SPARK1_HOST\": \"192.168.1.41\" }", "SPARK1_HOST: ' 192.168.1.41 ' # the head",
]) {
  test(`Nobody is asked where the original knew it: ${JSON.stringify(text)}`, async () => {
    const server = newServer({ dataVersion: "0.13.0:0" });
    server.write("main", "sparkConfig.yaml", text);

    await server.init("update");

    assert.deepEqual(tasks(server), []);
  });
}
