import assert from "node:assert/strict";
import { test } from "node:test";
import { newServer, source } from "./box.mjs";
import { silence, standIn } from "./services.mjs";

async function installed() {
  const server = newServer();
  await server.init("install");
  return server;
}

const key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKHEMIbdB1hZ0j1LKB2U1JbpDgHFRWg1uvBq2o2Yp1Zr";

test("Before the first start there is no key to show, and the task stays", async () => {
  const server = await installed();

  await assert.rejects(server.run("show-public-key"), /SparkControl writes it when it starts\. Start it/);
});

for (const [line, shown] of [
  [`${key} spark-control\n`, `${key} spark-control`],
  [`${key}\r\n`, key],
  [`${key} '; rm -rf ~ #\n`, key],
]) {
  test(`The key is shown with the command that lets it in: ${JSON.stringify(line.slice(80))}`, async () => {
    const server = await installed();
    server.write("main", "ssh/id_ed25519.pub", line);

    const { result } = await server.run("show-public-key");

    const [command, plain] = result.value.map(one => one.value);
    assert.equal(plain, shown);
    assert.equal(
      command,
      `mkdir -p ~/.ssh && chmod 700 ~/.ssh && printf '\\n%s\\n' '${shown}' >> ~/.ssh/authorized_keys`
      + " && chmod 600 ~/.ssh/authorized_keys");
  });
}

test("What is no key is not shown as one", async () => {
  const server = await installed();
  server.write("main", "ssh/id_ed25519.pub", "-----BEGIN OPENSSH PRIVATE KEY-----\nsecret\n");

  await assert.rejects(server.run("show-public-key"), ({ message }) => !message.includes("secret"));
});

test("Key and command are read and written by the rules of ControlApi", () => {
  const theirs = source("ControlApi/Settings/SshKeyPair.cs"), ours = source("startos/startos/actions/showPublicKey.ts");

  for (const part of [
    "[a-z][a-z0-9@.-]{2,63} [A-Za-z0-9+/]{16,}={0,3}", "^[A-Za-z0-9_.@:+-]+( [A-Za-z0-9_.@:+-]+)*",
    "mkdir -p ~/.ssh && chmod 700 ~/.ssh && printf '", ">> ~/.ssh/authorized_keys",
    " && chmod 600 ~/.ssh/authorized_keys",
  ]) assert.ok(theirs.includes(part) && ours.includes(part), part);
  assert.match(source("ControlApi/Settings/DataDirectory.cs"), /Of\("ssh"\)[^]+SshDirectory, "id_ed25519"\)/);
});

test("A reset of the host keys is a moment in startos.json, beside all else", async () => {
  const server = await installed();
  server.write("main", "startos.json", { spark1_host: "192.168.1.41" });
  const before = new Date().toISOString();

  await server.run("reset-host-keys");

  const { host_keys_reset_at: at, ...others } = server.json("main", "startos.json");
  assert.match(at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  assert.ok(at >= before && at <= new Date().toISOString());
  assert.deepEqual(others, { spark1_host: "192.168.1.41" });
});

const check = (state, title, remedy = null, command = null) => ({ name: "x", state, title, remedy, command });
const node = (name, checks, more = {}) =>
  ({ node: name, checks, offered: null, trusted: true, user: null, hostname: null, ...more });
const shown = answer => answer.result.value.map(({ name, description, value }) => [name, description, value]);

test("A test of the connection tells what each Spark said", async () => {
  const server = await installed();
  const requests = await standIn(9999, () => [200, {
    nodes: [
      node("spark1", [check("ok", "Docker answers.")], { user: "nvidia", hostname: "spark-1a2b" }),
      node("spark2", [check("failed", "The key is refused.", "Let it in.", "ssh-copy-id")]),
    ],
  }]);

  const answer = await server.run("test-connection");

  assert.deepEqual(requests, ["POST /api/ssh/test"]);
  assert.equal(answer.title, "Something is missing");
  assert.deepEqual(shown(answer), [
    ["Spark 1: logged in", null, "nvidia on spark-1a2b"],
    ["Spark 1: Good", null, "Docker answers."],
    ["Spark 2: Failed", "Let it in. ssh-copy-id", "The key is refused."],
  ]);
});

test("A fingerprint that nobody has confirmed is shown, to be compared", async () => {
  const server = await installed();
  const offered = { type: "ssh-ed25519", fingerprint: `SHA256:${"a".repeat(43)}` };
  const asked = node("spark1", [check("unknown", "The key is not confirmed.")], { offered, trusted: false });
  await standIn(9999, () => [200, { nodes: [asked] }]);

  const answer = await server.run("test-connection");

  assert.equal(answer.title, "No check has failed");
  assert.deepEqual(shown(answer).at(-1), [
    "Spark 1: fingerprint", "Compare it with what the Spark itself says, then confirm it on the page.",
    `ssh-ed25519 SHA256:${"a".repeat(43)}`,
  ]);
});

test("What ControlApi refuses is told in its words", async () => {
  const server = await installed();
  await standIn(9999, () => [409, { title: "No Spark is set up", detail: "Set spark1_host first." }]);

  await assert.rejects(server.run("test-connection"), /^Error: Set spark1_host first\.$/);
});

test("An answer that is none is told as one", async () => {
  const server = await installed();
  await standIn(9999, () => [502, "<html>"]);

  await assert.rejects(server.run("test-connection"), /SparkControl answered 502\./);
});

test("A SparkControl that does not answer yet is waited for by its owner", async () => {
  const server = await installed();
  silence(9999);

  await assert.rejects(server.run("test-connection"), /Wait until its Web Interface is ready/);
});

test("The fields that are shown are those of ControlApi's answer", () => {
  const setup = ["SetupNode", "SetupCheck"].map(name => source(`ControlApi/Setup/${name}.cs`)).join("");

  const read = ["Node", "Checks", "Offered", "Trusted", "User", "Hostname", "State", "Title", "Remedy", "Command"];
  for (const name of read) assert.match(setup, new RegExp(`\\b${name}[,)]`), name);
  assert.match(source("ControlApi/Setup/SetupEndpoints.cs"), /MapGroup\("\/api"\)[^]+MapPost\("\/ssh\/test"/);
  assert.match(source("ControlApi/Swaps/PreflightReport.cs"), /enum CheckState \{ Ok, Failed, Unknown, Warning \}/);
});
