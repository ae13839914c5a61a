import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { after, test } from "node:test";

const directory = mkdtempSync(join(tmpdir(), "start-cli-"));
after(() => rmSync(directory, { recursive: true }));

/** Runs make with a stand-in for start-cli that names these ingredients. */
function make(ingredients, ...words) {
  const program = join(directory, "start-cli");
  writeFileSync(program, `#!/bin/sh\n[ "$1 $2" = "s9pk list-ingredients" ] && echo "${ingredients}"\nexit 0\n`);
  chmodSync(program, 0o755);
  const env = { ...process.env, PATH: directory + delimiter + process.env.PATH, MAKEFLAGS: "" };
  return execFileSync("make", words, {
    cwd: new URL("..", import.meta.url), env, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"], maxBuffer: 1 << 26,
  });
}

const files = ["javascript/index.js icon.svg", "-npq"];
const prerequisites = target => {
  const rule = database().split("\n").find(line => line.startsWith(`${target}: `));
  return new Set(rule.split(" ").slice(1));
};

let known;
function database() {
  try {
    return known ??= make(files[0], files[1], "x86");
  } catch (stale) {
    // -q tells by its exit code that something is to be made, and prints all the same.
    return known = stale.stdout;
  }
}

test("Both architectures are made, and no other", () => {
  assert.equal(make("icon.svg", "-s", "print-TARGETS").trim(), "x86 arm");
});

for (const target of ["spark-control_x86_64.s9pk", "spark-control_aarch64.s9pk"]) {
  test(`${target} is packed anew when a source of a service, the page or a bundled model changes`, () => {
    const all = prerequisites(target);

    for (const file of ["../ControlApi/Program.cs", "../WebUI/wwwroot/index.html", "../SparkControl.Contracts/Wire.cs",
      "../models.yaml", "../Directory.Build.props"]) assert.ok(all.has(file), file);
  });
}

test("What is built and what is tested are no reason to pack anew", () => {
  const all = [...prerequisites("spark-control_x86_64.s9pk")];

  assert.deepEqual(all.filter(file => /\/(bin|obj|Tests|Simulator)\//.test(file)), []);
});

test("Packing asks for the architecture by the name that start-cli knows", () => {
  const commands = make("icon.svg", "-n", "-B", "-o", "node_modules", "arm");

  assert.match(commands, /start-cli s9pk pack --arch=aarch64 -o spark-control_aarch64\.s9pk/);
});

test("A start-cli that names no ingredients ends the packing with a sentence", () => {
  assert.throws(() => make("", "ingredients-known"), failure => /names nothing/.test(failure.stdout));
});
