import { list } from "./format.js";
import { isPath, repoOf } from "./repo.js";
import { line, words } from "./words.js";

/* What makes a model of the user's own: its name, its weights, where it runs, and the arguments that it always has. */

/** As it stands in the fields. @returns {{ name: string, weights: string, nodes: string, args: string }} */
export const definition = model =>
  ({ name: model.name, weights: model.repo ?? model.local_path ?? "", nodes: model.nodes, args: line(model.args) });

/** What a copy of a model begins with, as one's own: all of it but the key, with the settings that are in force. */
export function copyOf({ name, repo, local_path: path, nodes, args, mods, env, settings }) {
  const set = Object.entries(settings ?? {}).filter(([, value]) => value != null);
  return { name: `${name}, my copy`, repo: repo ?? path, nodes, args, mods, env, settings: Object.fromEntries(set) };
}

/** What else its entry says, as a sentence; "" for nothing. Of variables only the names: a value may be a secret. */
export function besides({ mods = [], env = {} }) {
  const found = [["mods", mods], ["variables", Object.keys(env)]].filter(([, names]) => names.length > 0)
    .map(([what, names]) => `the ${what} ${list(names)}`);
  return found.length > 0 ? `It also has ${list(found)}. They are in models-custom.yaml and stay as they are.` : "";
}

/** What is wrong with what was typed, by field; of the fields that are given. */
export function faults({ weights, args }) {
  return Object.fromEntries([
    ["weights", weights === undefined ? null : isPath(weights)
      ? /\s|(^|\/)\.\.(\/|$)/.test(weights.trim()) && "A path has no white space and no “..”."
      : !repoOf(weights) && "A repository as owner/name, or a directory on the Sparks that begins with “/”."],
    ["args", args !== undefined && words(args) === null && "A quote in it never ends."]
  ].filter(([, words]) => words));
}

/** What a field's text means: blanks around it and between words are nothing. */
const MEANING = { name: text => text.trim(), weights: text => text.trim(), nodes: text => text,
  args: text => words(text) ?? text };

const WIRE = {
  name: name => name.trim() ? { name: name.trim() } : {}, nodes: nodes => ({ nodes }),
  args: args => ({ args: words(args) ?? [] }),
  weights: weights => isPath(weights) ? { local_path: weights.trim() } : { repo: repoOf(weights) }
};

/** The same as a request has it; with some of the fields only those. */
export const request = typed =>
  Object.assign({}, ...Object.entries(typed).map(([name, text]) => WIRE[name](text)));

/** A change of a model: what is not given stays as it is; without a name it is called as its weights are. */
export const change = typed => ({ ...request(typed), ...typed.name?.trim() === "" && { name: null } });

/**
 * The fields that mean something else than what they have shown of what is saved: a field shows not all that a file may
 * say, so that only what a person has changed is a change.
 * @param {object} typed @param {object} shown @returns {object | null} null where none does
 */
export function changedFields(typed, shown) {
  const found = Object.entries(typed)
    .filter(([name, text]) => JSON.stringify(MEANING[name](text)) !== JSON.stringify(MEANING[name](shown[name])));
  return found.length > 0 ? Object.fromEntries(found) : null;
}

/** What of changed fields moves fit and command: where it runs and its arguments. */
export function previewed({ nodes, args } = {}) {
  const found = args === undefined ? null : words(args);
  return { ...nodes !== undefined && { nodes }, ...found && { args: found } };
}
