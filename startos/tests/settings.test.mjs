import assert from "node:assert/strict";
import { test } from "node:test";
import { source } from "./box.mjs";

/** The names in Setting.cs: written out, or made for each Spark and each speech service. */
function settingNames() {
  const text = source("ControlApi/Settings/Setting.cs");
  const made = part => [...part.matchAll(/\$"\{(?:node|service)\}_(\w+)"/g)].map(match => match[1]);
  const ofSparks = made(/IEnumerable<Setting> Spark\([^;]+;/.exec(text)[0]);
  const ofSpeech = made(/IEnumerable<Setting> Speech\([^;]+;/.exec(text)[0]);
  return new Set([
    ...[...text.matchAll(/(?:new\(\s*|const string \w+ = )"(\w+)"/g)].map(match => match[1]),
    ...[...text.matchAll(/Spark\("(\w+)"\)/g)].flatMap(([, node]) => ofSparks.map(part => `${node}_${part}`)),
    ...[...text.matchAll(/Speech\("(\w+)"/g)].flatMap(([, service]) => ofSpeech.map(part => `${service}_${part}`)),
  ]);
}

/** A regular expression of ControlApi as this language writes it. */
const csharpPattern = (file, method) =>
  new RegExp(`GeneratedRegex\\(@"([^"]+)"\\)\\]\\s+private static partial Regex ${method}\\(`).exec(source(file))[1]
    .replace("\\z", "$");

const checks = source("startos/startos/actions/checks.ts");

test("Every name in startos.json is a setting of ControlApi", () => {
  const shape = source("startos/startos/files/startosJson.ts").matchAll(/^ {2}(\w+): (?:text|port|list),$/gm);
  const ours = [...shape].map(([, name]) => name);
  const known = settingNames();

  assert.equal(ours.length, 16);
  // ControlApi takes it from the file itself: it is an order and no setting.
  for (const name of ours.filter(name => name !== "host_keys_reset_at")) assert.ok(known.has(name), name);
});

for (const [name, file, method] of [
  ["userName", "SettingChecks", "UserName"], ["containerName", "SettingChecks", "ContainerName"],
  ["label", "AddressChecks", "Label"],
]) {
  test(`${method} is looked at by the rule of ControlApi`, () => {
    const [, ours] = new RegExp(`${name}: "([^"]+)"`).exec(checks);

    assert.equal(ours, csharpPattern(`ControlApi/Settings/${file}.cs`, method));
  });
}

test("What is wrong is said in the words of the page", () => {
  const said = [...checks.matchAll(/: "(A [^"]+)"/g)].map(([, sentence]) => sentence);
  const page = source("ControlApi/Settings/SettingChecks.cs") + source("ControlApi/Settings/AddressChecks.cs");

  assert.equal(said.length, 3);
  for (const sentence of said) assert.ok(page.includes(sentence), sentence);
});

test("Of a user on another machine it is said what the page says of it", () => {
  const [, words] = /UNUSED = "([^"]+)\."/.exec(source("WebUI/wwwroot/elements/settings-fields.js"));
  const form = source("startos/startos/actions/sparksForm.ts");
  const table = source("docs/settings.md");

  assert.deepEqual([...form.matchAll(/user\(false, "([^"]+)\."\)/g)].map(match => match[1]), [words]);
  for (const service of ["parakeet", "magpie"]) {
    const row = `| \`${service}_user\` | \`${service.toUpperCase()}_USER\` | n${words.slice(1)} |`;
    assert.ok(table.includes(row), service);
  }
});

test("The usual values that the form tells are those of ControlApi", () => {
  const [, parakeet] = /Parakeet .* new\(\) \{ (.+) \}/.exec(source("SparkControl.Contracts/EffectiveSettings.cs"));
  const [, magpie] = /Magpie .* new\(\) \{ (.+) \}/.exec(source("SparkControl.Contracts/EffectiveSettings.cs"));
  const form = source("startos/startos/actions/sparksForm.ts");

  for (const [words, port, container] of [[parakeet, 8000, "parakeet-asr"], [magpie, 9000, "magpie-tts"]]) {
    assert.equal(words, `Container = "${container}", Port = ${port}`);
    assert.ok(form.includes(`speech(${port}, "${container}")`));
  }
});
