import assert from "node:assert/strict";
import { test } from "node:test";
import { newServer, pkg, repeat, source } from "./box.mjs";

async function started() {
  const server = newServer();
  await server.init("install");
  const effects = server.effects();
  // For each restart that StartOS is asked for, what was in the file by then.
  effects.restarts = [];
  effects.constRetry = () => effects.restarts.push(server.json("state", "startos-store.json").valkey_password);
  const { entries } = await pkg.main({ effects });
  const part = Object.fromEntries(entries.map(entry => [entry.id, entry]));
  const { valkey_password: password } = server.json("state", "startos-store.json");
  return { server, effects, entries, part, password };
}

const services = ["control-api", "health-monitor", "audio-proxy"];
const mounts = entry => entry.subcontainer.mounts.build()
  .map(({ mountpoint, options }) => [options.volumeId, mountpoint, options.readonly]);

const changePassword = (server, effects) => repeat(
  () => server.write("state", "startos-store.json", { valkey_password: "another" }),
  () => effects.restarts.length > 0);

test("Three services and Valkey run, behind what gives them their files", async () => {
  const { entries, effects } = await started();

  assert.deepEqual(entries.map(({ kind, id, requires }) => [kind, id, ...requires]), [
    ["oneshot", "own-data"],
    ["oneshot", "own-state"],
    ["daemon", "valkey", "own-state"],
    ["daemon", "control-api", "own-data"],
    ["daemon", "health-monitor", "own-data"],
    ["daemon", "audio-proxy", "own-data"],
    ["health", "sparks"],
  ]);
  effects.leave();
});

test("Nothing requires a part that may fail for a moment: StartOS would stop it", async () => {
  const { entries, effects } = await started();
  const oneshots = entries.filter(entry => entry.kind === "oneshot").map(entry => entry.id);

  for (const { id, requires } of entries) assert.deepEqual(requires.filter(other => !oneshots.includes(other)), [], id);
  effects.leave();
});

test("Each service is started without a shell, in its own folder, as the user of the image", async () => {
  const { part, effects } = await started();

  assert.deepEqual(services.map(id => [part[id].exec.command, part[id].exec.cwd, part[id].exec.user]), [
    [["dotnet", "/app/control-api/ControlApi.dll"], "/app/control-api", "1654"],
    [["dotnet", "/app/health-monitor/HealthMonitor.dll"], "/app/health-monitor", "1654"],
    [["dotnet", "/app/audio-proxy/AudioProxy.dll"], "/app/audio-proxy", "1654"],
  ]);
  for (const id of services) assert.equal(part[id].subcontainer.imageId, "app");
  effects.leave();
});

test("The programs are called as the projects that make them", async () => {
  const { part, effects } = await started();

  for (const id of services) {
    const [, name] = /([^/]+)\.dll$/.exec(part[id].exec.command[1]);
    assert.match(source("SparkControl.sln"), new RegExp(`"${name}[\\\\/]${name}\\.csproj"`));
  }
  effects.leave();
});

test("The page listens on all addresses, the others on this container's own only, each on its port", async () => {
  const { part, effects } = await started();
  const settings = id => {
    const { BIND_PORT, ASPNETCORE_URLS } = part[id].exec.env;
    return [BIND_PORT, ASPNETCORE_URLS];
  };

  assert.deepEqual(settings("control-api"), ["9999", undefined]);
  assert.deepEqual(settings("health-monitor"), [undefined, "http://127.0.0.1:9997"]);
  assert.deepEqual(settings("audio-proxy"), [undefined, "http://127.0.0.1:9998"]);
  effects.leave();
});

test("ControlApi is told where AudioProxy is, by the name that it reads", async () => {
  const { part, effects } = await started();
  const [, variable] = /Variable = "(\w+)"/.exec(source("ControlApi/Gateway/AudioAddresses.cs"));

  assert.equal(part["control-api"].exec.env[variable], part["audio-proxy"].exec.env.ASPNETCORE_URLS);
  effects.leave();
});

test("Every name of the environment is one that a service reads", async () => {
  const { part, effects } = await started();
  const read = {
    DATA_DIR: ["ControlApi/Settings/SettingsEndpoints.cs", "[\"DATA_DIR\"]"],
    CACHE_DIR: ["AudioProxy/Uploads/CacheDirectory.cs", "[\"CACHE_DIR\"]"],
    BIND_PORT: ["SparkControl.ServiceDefaults/ServiceDefaultsExtensions.cs", "[\"BIND_PORT\"]"],
    ConnectionStrings__redis: [
      "SparkControl.ServiceDefaults/ServiceDefaultsExtensions.cs", "GetConnectionString(\"redis\")"],
    AUDIO_PROXY_URLS: ["ControlApi/Gateway/AudioAddresses.cs", "\"AUDIO_PROXY_URLS\""],
  };
  const ofDotnet = /^(ASPNETCORE_URLS|DOTNET_gcServer|Logging__Console__.+)$/;

  for (const id of services) {
    for (const name of Object.keys(part[id].exec.env).filter(name => !ofDotnet.test(name))) {
      assert.ok(read[name], name);
      assert.ok(source(read[name][0]).includes(read[name][1]), name);
    }
  }
  effects.leave();
});

test("The health monitor finds the key where ControlApi makes it, and can write nothing", async () => {
  const { part, effects } = await started();

  assert.deepEqual(mounts(part["control-api"]), [["main", "/data", false], ["cache", "/cache", false]]);
  assert.deepEqual(mounts(part["health-monitor"]), [["main", "/data", true]]);
  assert.deepEqual(mounts(part["audio-proxy"]), [["cache", "/cache", false]]);
  for (const id of services) assert.equal(part[id].exec.env.DATA_DIR, "/data");
  assert.equal(part["audio-proxy"].exec.env.CACHE_DIR, "/cache");
  effects.leave();
});

test("Valkey keeps every write in its own volume, and lets in only who has the password and is here", async () => {
  const { part, password, effects } = await started();
  const words = part.valkey.exec.command;
  const option = name => words[words.indexOf(`--${name}`) + 1];

  assert.equal(words[0], "valkey-server");
  assert.deepEqual(
    ["bind", "port", "requirepass", "dir", "appendonly"].map(option), ["127.0.0.1", "6379", password, "/state", "yes"]);
  assert.deepEqual(["maxmemory", "maxmemory-policy"].map(option), ["512mb", "noeviction"]);
  assert.deepEqual(mounts(part.valkey), [["state", "/state", false]]);
  assert.equal(part.valkey.exec.user, "valkey");
  effects.leave();
});

test("All services reach Valkey with that password, and start without it", async () => {
  const { part, password, effects } = await started();

  for (const id of services) {
    assert.equal(part[id].exec.env.ConnectionStrings__redis, `127.0.0.1:6379,password=${password},abortConnect=false`);
  }
  effects.leave();
});

test("Before anything starts, its files belong to the user that it runs as", async () => {
  const { part, effects } = await started();
  const owns = id => [part[id].exec.command.slice(0, 3).join(" "), part[id].exec.command.slice(3), part[id].exec.user];

  assert.deepEqual(owns("own-data"), ["chown -R 1654:1654", ["/data", "/cache"], "root"]);
  assert.deepEqual(owns("own-state"), ["chown -R valkey:valkey", ["/state"], "root"]);
  assert.deepEqual(mounts(part["own-data"]), mounts(part["control-api"]));
  assert.deepEqual(mounts(part["own-state"]), mounts(part.valkey));
  for (const id of ["own-data", "own-state"]) assert.equal(part[id].subcontainer.imageId, "valkey");
  effects.leave();
});

test("No two parts listen on one port", async () => {
  const { part, effects } = await started();
  const ports = [
    part["control-api"].exec.env.BIND_PORT,
    ...["health-monitor", "audio-proxy"].map(id => new URL(part[id].exec.env.ASPNETCORE_URLS).port),
    part.valkey.exec.command[part.valkey.exec.command.indexOf("--port") + 1],
  ];

  assert.equal(new Set(ports).size, 4);
  effects.leave();
});

test("A change of the settings restarts nothing: ControlApi follows the file, and a transcript goes on", async () => {
  const { server, effects, part, password } = await started();
  const before = services.map(id => part[id].exec);

  await server.seen("main", () =>
    server.write("main", "startos.json", { spark1_host: "192.168.1.41", spark1_user: "nvidia" }));
  await server.seen("state", () =>
    server.write("state", "startos-store.json", { valkey_password: password, of_another_version: 1 }));
  const { entries } = await pkg.main({ effects: server.effects() });
  assert.deepEqual(entries.filter(({ id }) => services.includes(id)).map(({ exec }) => exec), before);

  await changePassword(server, effects);
  assert.equal(effects.restarts[0], "another");
  effects.leave();
});

test("A new password restarts all that has it", async () => {
  const { server, effects } = await started();

  await changePassword(server, effects);

  const { entries } = await pkg.main({ effects: server.effects() });
  const valkey = entries.find(({ id }) => id === "valkey").exec.command;
  assert.equal(valkey[valkey.indexOf("--requirepass") + 1], "another");
  effects.leave();
});

test("A start without a password says what to do", async () => {
  const { server, effects } = await started();
  effects.leave();
  server.write("state", "startos-store.json", {});

  await assert.rejects(pkg.main({ effects: server.effects() }), /Restart the server/);
});
