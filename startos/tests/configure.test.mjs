import assert from "node:assert/strict";
import { statSync } from "node:fs";
import { test } from "node:test";
import { newServer, pkg } from "./box.mjs";

const spark1 = { host: "192.168.1.41", user: "nvidia", port: null };
const spark2 = { host: "192.168.1.42", user: "nvidia", port: null };
const usual = { place: { selection: "usual", value: {} }, port: null, container: null };
const whole = { spark1, spark2: { selection: "there", value: spark2 }, parakeet: usual, magpie: usual, names: [] };
const other = (value, more = {}) =>
  ({ ...usual, place: { selection: "other", value: { user: null, ...value } }, ...more });

async function installed() {
  const server = newServer();
  await server.init("install");
  return server;
}

const prefill = async server => {
  const effects = server.effects();
  return (await pkg.actions.get("configure-sparks").getInput({ effects, prefill: null })).value;
};

test("Both Sparks are saved under the names of ControlApi, and what was left blank is not", async () => {
  const server = await installed();

  const answer = await server.run("configure-sparks", whole);

  assert.equal(answer.title, "Saved");
  assert.deepEqual(server.json("main", "startos.json"), {
    spark1_host: "192.168.1.41", spark1_user: "nvidia", spark2_host: "192.168.1.42", spark2_user: "nvidia",
  });
});

test("The services can read the file, whatever is usual on the server, and it is there whole", async context => {
  const server = await installed();
  const usualMask = process.umask(0o077);
  context.after(() => process.umask(usualMask));

  await server.run("configure-sparks", whole);

  assert.equal(statSync(server.path("main", "startos.json")).mode & 0o777, 0o644);
  assert.deepEqual(server.list("main"), ["startos.json"]);
});

test("Ports, and where the speech services are, are saved too", async () => {
  const server = await installed();

  await server.run("configure-sparks", {
    spark1: { ...spark1, port: 2201 },
    spark2: { selection: "there", value: { ...spark1, port: 2202 } },
    parakeet: { ...usual, place: { selection: "spark1", value: {} }, port: 8001, container: "parakeet-2" },
    magpie: other({ host: "Voice.lan", user: "tts" }),
    names: ["Sparks.example.com", " ", "sparks.example.com"],
  });

  assert.deepEqual(server.json("main", "startos.json"), {
    spark1_host: "192.168.1.41", spark1_user: "nvidia", spark1_port: 2201,
    spark2_host: "192.168.1.41", spark2_user: "nvidia", spark2_port: 2202,
    parakeet_host: "192.168.1.41", parakeet_port: 8001, parakeet_container: "parakeet-2",
    magpie_host: "voice.lan", magpie_user: "tts", allowed_hosts: ["sparks.example.com"],
  });
});

test("What is taken out of the form goes back to the page, and what others know stays", async () => {
  const server = await installed();
  server.write("main", "startos.json", { vllm_port: 8889, host_keys_reset_at: "2026-01-01T00:00:00.000Z" });
  await server.run("configure-sparks", { ...whole, parakeet: other({ host: "192.168.1.43" }, { port: 8001 }) });

  await server.run("configure-sparks", { ...whole, spark2: { selection: "none", value: {} } });

  assert.deepEqual(server.json("main", "startos.json"), {
    vllm_port: 8889, host_keys_reset_at: "2026-01-01T00:00:00.000Z", spark1_host: "192.168.1.41", spark1_user: "nvidia",
  });
});

test("The form is empty before the first time, and comes back as it was sent", async () => {
  const server = await installed();
  assert.equal(await prefill(server), null);

  const sent = {
    spark1: { ...spark1, port: 2201 },
    spark2: { selection: "none", value: {} },
    parakeet: { ...usual, place: { selection: "spark1", value: {} }, container: "parakeet-2" },
    magpie: other({ host: "192.168.1.43", user: "tts" }, { port: 9001 }),
    names: ["sparks.example.com"],
  };
  await server.run("configure-sparks", sent);

  const blank = value => JSON.parse(JSON.stringify(value), (_, one) => one === null ? undefined : one);
  assert.deepEqual(blank(await prefill(server)), blank(sent));
});

test("The browser asks for what must be there, and checks it by the same rules", async () => {
  const effects = (await installed()).effects();
  const { spec } = await pkg.actions.get("configure-sparks").getInput({ effects, prefill: null });

  const { host, user, port } = spec.spark1.spec;
  assert.deepEqual([host.required, user.required, port.required], [true, true, false]);
  assert.deepEqual([port.min, port.max, port.integer], [1, 65535, true]);
  assert.match("nvidia", new RegExp(user.patterns[0].regex));
  assert.deepEqual(Object.keys(spec.spark2.variants), ["there", "none"]);
  assert.deepEqual(Object.keys(spec.magpie.spec.place.variants), ["usual", "spark1", "other"]);
});

const at = (host, more = {}) => ({ ...whole, spark1: { ...spark1, host, ...more } });

for (const [what, form, sentence] of [
  ["A blank address", at("  "), "Spark 1, address: It is missing."],
  ["A part above 255", at("192.168.1.300"),
    "Spark 1, address: 192.168.1.300 is no address: the last part goes from 0 to 255."],
  ["A leading zero", at("192.168.01.41"),
    "Spark 1, address: 192.168.01.41 is no address: the third part goes from 0 to 255."],
  ["Three parts", at("192.168.1"), "Spark 1, address: 192.168.1 is no address: it needs four parts."],
  ["A name that needs multicast", at("spark-1.local"),
    "StartOS does not find spark-1.local: give the address of that machine"],
  ["A port in the address", at("192.168.1.41:22"),
    "192.168.1.41:22 is no IPv4 address, and a port has a field of its own."],
  ["An address of IPv6", at("fe80::1"), "fe80::1 is no IPv4 address"],
  ["The container itself", at("127.0.0.1"), "127.0.0.1 is SparkControl's own container"],
  ["The container's name for itself", at("localhost"), "localhost is SparkControl's own container"],
  ["A link-local address", at("169.254.1.1"), "169.254.1.1 is link-local"],
  ["Many machines", at("239.0.0.1"), "239.0.0.1 is not the address of one machine."],
  ["No machine", at("0.0.0.0"), "0.0.0.0 is not the address of one machine."],
  ["Something for a shell", at("$(reboot)"), "A host is an address like 192.168.1.41, or a name"],
  ["A blank user", at("192.168.1.41", { user: "" }), "Spark 1, user: It is missing."],
  ["A user with a blank in it", at("192.168.1.41", { user: "a b" }), "Spark 1, user: A user name has letters"],
  ["A user in two lines", at("192.168.1.41", { user: "a\nb" }), "Spark 1, user: A user name has letters"],
  ["A port above 65535", at("192.168.1.41", { port: 70000 }),
    "Spark 1, SSH port: It is a whole number from 1 to 65535."],
  ["Half a port", at("192.168.1.41", { port: 22.5 }), "Spark 1, SSH port: It is a whole number from 1 to 65535."],
  ["One machine for two", { ...whole, spark2: { selection: "there", value: { ...spark1, port: 22 } } },
    "Spark 2 has the address of Spark 1."],
  ["A Spark 2 without user", { ...whole, spark2: { selection: "there", value: { ...spark2, user: "" } } },
    "Spark 2, user: It is missing."],
  ["Another machine without address", { ...whole, parakeet: other({ host: "" }) }, "Parakeet, address: It is missing."],
  ["A wrong user there", { ...whole, magpie: other({ host: "192.168.1.43", user: "-x" }) },
    "Magpie, user: A user name has letters"],
  ["A wrong port there", { ...whole, parakeet: { ...usual, port: 0 } },
    "Parakeet, port: It is a whole number from 1 to 65535."],
  ["A name with a path", { ...whole, names: ["sparks.example.com/x"] }, "Names of the page: A host is an address"],
  ["An address for a name", { ...whole, names: ["192.168.1.5"] }, "Names of the page: 192.168.1.5 is no name."],
  ["A wrong container", { ...whole, magpie: { ...usual, container: "a b" } },
    "Magpie, container: A container name has letters"],
]) {
  test(`${what} is refused with a sentence, and nothing is saved`, async () => {
    const server = await installed();

    await assert.rejects(server.run("configure-sparks", form), ({ message }) => {
      assert.ok(message.startsWith("Nothing was saved. "), message);
      assert.ok(message.includes(sentence), message);
      return true;
    });
    assert.equal(server.has("main", "startos.json"), false);
  });
}

test("All that is wrong is said at once", async () => {
  const server = await installed();

  await assert.rejects(
    server.run("configure-sparks", { ...at("", { user: "" }), magpie: { ...usual, port: 0 } }),
    /Spark 1, address: .* Spark 1, user: .* Magpie, port: /);
});

test("A file that is torn by now is set aside, not written over", async () => {
  const server = await installed();
  server.write("main", "startos.json", "{\"spark1");

  await server.run("configure-sparks", whole);

  assert.equal(server.read("main", "startos.json.unreadable"), "{\"spark1");
  assert.equal(server.json("main", "startos.json").spark2_host, "192.168.1.42");
});

for (const input of [{}, { ...whole, spark1: { host: 5 } }, { ...whole, spark2: { selection: "nobody", value: {} } }]) {
  test(`A form of the wrong shape is refused: ${JSON.stringify(input).slice(0, 40)}`, async () => {
    const server = await installed();

    await assert.rejects(server.run("configure-sparks", input));
    assert.equal(server.has("main", "startos.json"), false);
  });
}
