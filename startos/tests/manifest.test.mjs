import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync, statSync } from "node:fs";
import { test } from "node:test";
import { pkg, source } from "./box.mjs";

const manifest = JSON.parse(JSON.stringify(pkg.manifest));
const own = name => new URL(`../${name}`, import.meta.url);

test("The bundle exports what StartOS loads and nothing else", () => {
  assert.deepEqual(Object.keys(pkg).sort(), ["actions", "createBackup", "init", "main", "manifest", "uninit"]);
});

test("The version is that of the solution", () => {
  const [, version] = /<Version>(.+)<\/Version>/.exec(source("Directory.Build.props"));

  assert.equal(manifest.version, `${version}:0`);
});

test("The name is the original's, for StartOS and for the makefile", () => {
  const found = execFileSync("awk", ["-F'", "/id:/ {print $2}", own("startos/manifest/index.ts").pathname]);

  assert.deepEqual([manifest.id, String(found).trim()], ["spark-control", "spark-control"]);
});

test("Every version of the original can be updated", () => {
  const { canMigrateFrom } = manifest;

  assert.ok(["*", "<=1.0.0:0", "<1.0.0:0"].some(range => canMigrateFrom.includes(range)), canMigrateFrom);
});

test("Every image is there for both architectures, by a tag that says which one", () => {
  for (const { arch, source: from, emulateMissingAs } of Object.values(manifest.images)) {
    assert.deepEqual([...arch].sort(), ["aarch64", "x86_64"]);
    assert.equal(emulateMissingAs, null);
    if (from.dockerTag) assert.match(from.dockerTag, /:\d/);
  }
  assert.deepEqual([...manifest.hardwareRequirements.arch].sort(), ["aarch64", "x86_64"]);
});

test("The memory that is asked for is in bytes", () => {
  assert.equal(manifest.hardwareRequirements.ram, 2_147_483_648);
});

test("The words fit, in each language that StartOS has", () => {
  const { short, long } = manifest.description;

  for (const words of [short, long]) {
    assert.deepEqual(Object.keys(words).sort(), ["de_DE", "en_US", "es_ES", "fr_FR", "pl_PL"]);
  }
  for (const text of Object.values(short)) assert.ok(text.length <= 80, text);
  for (const text of Object.values(long)) assert.ok(text.length <= 500, text);
});

test("What StartOS 0.4 has no more is not in the manifest", () => {
  assert.equal(manifest.alerts, undefined);
  assert.deepEqual(manifest.dependencies, {});
});

test("The files that are packed are there: one licence, one icon, instructions and assets", () => {
  const files = readdirSync(own("."));

  assert.deepEqual(files.filter(name => /^(license|icon)\b/i.test(name)), ["LICENSE", "icon.svg"]);
  assert.ok(statSync(own("icon.svg")).size <= 40 * 1024);
  assert.ok(readFileSync(own("instructions.md"), "utf8").length > 1000);
  assert.ok(readdirSync(own("assets")).length > 0);
  assert.equal(readFileSync(own("LICENSE"), "utf8"), source("LICENSE"));
});

test("The instructions name every action, and no other", () => {
  const text = readFileSync(own("instructions.md"), "utf8");
  const said = [...text.matchAll(/(?<!\*)\*([A-Z][A-Za-z ]+)\*(?!\*)/g)].map(match => match[1]);
  const names = ["Configure Sparks", "Show Public Key", "Test Connection", "Reset Host Keys"];

  assert.deepEqual([...new Set(said)].sort(), names.sort());
});

test("Every dependency is pinned, and the lock names no place that it came from", () => {
  const { dependencies, devDependencies } = JSON.parse(readFileSync(own("package.json"), "utf8"));
  const { packages } = JSON.parse(readFileSync(own("package-lock.json"), "utf8"));

  const versions = Object.values({ ...dependencies, ...devDependencies });
  for (const version of versions) assert.match(version, /^\d+\.\d+\.\d+$/);
  assert.deepEqual(packages[""].dependencies, dependencies);
  assert.deepEqual(packages[""].devDependencies, devDependencies);
  for (const [name, entry] of Object.entries(packages)) {
    if (name === "" || entry.inBundle) continue;
    assert.match(entry.integrity, /^sha512-/, name);
    assert.equal(entry.resolved, undefined, name);
  }
});

test("The image is built by the file that the containers are built by", () => {
  const { workdir, dockerfile } = manifest.images.app.source.dockerBuild;
  assert.deepEqual([workdir, dockerfile], ["..", "../deploy/Dockerfile"]);

  // StartOS takes the last stage.
  const text = source("deploy/Dockerfile");
  const last = text.slice(text.lastIndexOf("\nFROM "));
  for (const name of ["control-api", "audio-proxy", "health-monitor"]) assert.ok(last.includes(`/app/${name}\n`), name);
  assert.match(last, /^USER 1654$/m);
});
