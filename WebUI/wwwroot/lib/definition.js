import { isPath, repoOf } from "./repo.js";
import { line, words } from "./words.js";

/* What makes a model of the user's own: its name, its weights, where it runs, and the arguments that it always has. */

/** As it stands in the fields. @returns {{ name: string, weights: string, nodes: string, args: string }} */
export const definition = model =>
  ({ name: model.name, weights: model.repo ?? model.local_path ?? "", nodes: model.nodes, args: line(model.args) });

/** What is wrong with what was typed, by field. */
export function faults({ weights, args }) {
  return Object.fromEntries([
    ["weights", isPath(weights)
      ? /\s|(^|\/)\.\.(\/|$)/.test(weights.trim()) && "A path has no white space and no “..”."
      : !repoOf(weights) && "A repository as owner/name, or a directory on the Sparks that begins with “/”."],
    ["args", words(args) === null && "A quote in it never ends."]
  ].filter(([, words]) => words));
}

/** The same as a request has it. */
export function request({ name, weights, nodes, args }) {
  return { ...name.trim() && { name: name.trim() }, nodes, args: words(args) ?? [],
    ...isPath(weights) ? { local_path: weights.trim() } : { repo: repoOf(weights) } };
}

/** A model that is changed keeps what the fields do not show. */
export const changed = (model, typed) => ({ ...request(typed), settings: model.bundled_settings, mods: model.mods ?? [],
  env: model.env ?? {}, revision: model.revision });
