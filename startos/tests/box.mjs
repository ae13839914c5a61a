// The package as StartOS loads it, with its volumes in a directory of this test's and its effects recorded: what a real
// StartOS would be told, in order. Nothing is sent anywhere and no container is made.
import { EventEmitter } from "node:events";
import childProcess from "node:child_process";
import fs from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fsp from "node:fs/promises";
import { after } from "node:test";

const prefix = "/media/startos/";
const made = [];
let root;

const here = path =>
  typeof path === "string" && path.startsWith(prefix) ? join(root, path.slice(prefix.length)) : path;

// The bundle looks these up when it calls them.
for (const [name, real] of Object.entries(fsp)) {
  if (typeof real === "function") fsp[name] = (...given) => real.apply(fsp, given.map(here));
}
childProcess.spawn = copyInPlaceOfRsync;

export const pkg = createRequire(import.meta.url)("../javascript/index.js");

after(() => made.forEach(directory => fs.rmSync(directory, { recursive: true, force: true })));

/** Empty volumes, and a StartOS that knows nothing yet. From then on the package sees these. */
export function newServer({ dataVersion = null } = {}) {
  root = fs.mkdtempSync(join(tmpdir(), "startos-"));
  made.push(root);
  for (const volume of pkg.manifest.volumes) fs.mkdirSync(join(root, "volumes", volume), { recursive: true });
  return new Server(root, dataVersion);
}

class Server {
  /** What the package has told, as [name, argument]. */
  calls = [];
  /** What was copied, as [from, to] without the prefix. */
  copies = [];
  #root;
  #contexts = [];

  constructor(root, dataVersion) {
    this.#root = root;
    this.dataVersion = dataVersion;
    copies = this.copies;
  }

  path(volume, name = "") { return join(this.#root, "volumes", volume, name); }
  backupPath(name) { return join(this.#root, "backup", name); }
  read(volume, name) { return fs.readFileSync(this.path(volume, name), "utf8"); }
  json(volume, name) { return JSON.parse(this.read(volume, name)); }
  has(volume, name) { return fs.existsSync(this.path(volume, name)); }
  list(volume, name = "") { return fs.readdirSync(this.path(volume, name)).sort(); }

  // Whole, as all who write there do: the SDK reads beside this, and stops watching a file of which it has read half.
  write(volume, name, text) {
    const path = this.path(volume, name);
    fs.mkdirSync(join(path, ".."), { recursive: true });
    fs.writeFileSync(`${path}.next`, typeof text === "string" ? text : JSON.stringify(text));
    fs.renameSync(`${path}.next`, path);
  }

  /** Makes a change and waits until who watches the volume has been told of it. */
  async seen(volume, change) {
    const watching = fs.watch(this.path(volume));
    const told = new Promise(then => watching.once("change", then));
    change();
    await told;
    watching.close();
  }

  /** Loses all volumes, as a new disk does. */
  lose() { fs.rmSync(join(this.#root, "volumes"), { recursive: true }); }

  told(name) { return this.calls.filter(call => call[0] === name).map(call => call[1]); }
  forget() { this.calls.length = 0; }

  /** Makes the container anew: what the one before it was watching is nobody's any more. */
  init(kind) {
    this.#contexts.splice(0).forEach(context => context.leave());
    return pkg.init({ effects: this.effects(), kind });
  }

  /** Opens the form of an action and sends it, or runs one without a form. */
  async run(action, input) {
    const effects = this.effects();
    if (input !== undefined) await pkg.actions.get(action).getInput({ effects, prefill: null });
    return pkg.actions.get(action).run({ effects, input: input ?? {} });
  }

  /** The side of StartOS: every method is recorded; what it must answer to is below. */
  effects(name = "test") {
    const leaving = [];
    const context = recorded(this, "", {
      eventId: name,
      isInContext: true,
      constRetry: undefined,
      child: child => this.effects(`${name}/${child}`),
      onLeaveContext: then => void leaving.push(then),
      leave() {
        this.isInContext = false;
        leaving.splice(0).forEach(then => then());
      },
    });
    this.#contexts.push(context);
    return context;
  }

  answer(name, argument) {
    switch (name) {
      case "getDataVersion": return this.dataVersion;
      case "setDataVersion": return void (this.dataVersion = argument.version);
      case "getInstalledPackages": case "action.getTasks": return [];
      case "getOsIp": return "10.0.3.1";
      default: return null;
    }
  }
}

function recorded(server, name, own) {
  return new Proxy(own, {
    get(target, key) {
      if (key in target || typeof key !== "string" || key === "then") return target[key];
      const full = name ? `${name}.${key}` : key;
      return recorded(server, full, async argument => {
        server.calls.push([full, argument]);
        return server.answer(full, argument) ?? null;
      });
    },
  });
}

let copies = [];

function copyInPlaceOfRsync(command, words) {
  const process = Object.assign(new EventEmitter(), { stdout: new EventEmitter(), stderr: new EventEmitter(), pid: 1 });
  const [from, to] = words.slice(-2);
  copies.push([from, to].map(path => path.replace(prefix, "")));
  fs.mkdirSync(here(from), { recursive: true });
  fs.cpSync(here(from), here(to), { recursive: true });
  setImmediate(() => process.emit("exit", command === "rsync" ? 0 : 1));
  return process;
}

/**
 * Makes a change until something has come of it, 10 s at most: after a change the SDK looks away for a moment before it
 * watches a file again.
 */
export async function repeat(change, isSo) {
  const end = Date.now() + 10_000;
  for (change(); !isSo(); change()) {
    if (Date.now() > end) throw new Error(`It did not come to ${isSo}`);
    await new Promise(then => setTimeout(then, 10));
  }
}

/** A file of the repository as text. */
export const source = name => fs.readFileSync(new URL(`../../${name}`, import.meta.url), "utf8");
