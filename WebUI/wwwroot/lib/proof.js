import { full, list, nodeName } from "./format.js";

/** How the panel names what a launcher can do, as a person reads it. */
const ABILITIES = { solo: "one node alone", detached_exec: "detached starts", quotes_exec: "quoted arguments",
  logs_to_container: "a container's log", no_ray_default: "two nodes without Ray",
  checks_images: "a look at both images", env: "environment variables", mods: "mods", nodes: "nodes by address", dot_env: "a .env beside it" };

/**
 * What was seen of a new image and launcher, line by line; nothing while nobody has looked.
 * @returns {{ state: string, words: string }[]}
 */
export function proof({ smoke, smoke_model: model, failure }) {
  if (!smoke) return [];
  const versions = Object.entries(smoke.versions ?? {});
  const silent = versions.filter(([, version]) => !version).map(([node]) => nodeName(node));
  const told = [...new Set(versions.map(([, version]) => version).filter(Boolean))];
  return [
    told.length > 0 && silent.length === 0 && { state: told.length > 1 ? "attention" : "healthy",
      words: `The image starts and says vLLM ${list(told)}.` },
    silent.length > 0 && { state: "failed", words: `The image did not start on ${list(silent)}.` },
    abilities("The launcher can now", smoke.gained, "done"),
    abilities("The launcher can no longer", smoke.lost, "attention"),
    answer(smoke, model, failure)
  ].filter(Boolean);
}

const abilities = (words, names, state) => names?.length
  ? { state, words: full(`${words}: ${list(names.map(name => ABILITIES[name] ?? name))}`) } : null;

function answer({ answered, swap }, model, failure) {
  if (answered === true) return { state: "healthy", words: `${model} was loaded and has answered.` };
  if (answered === false) return { state: "failed", words: `${model} was loaded and did not answer.` };
  return swap && failure ? { state: "unknown", words: `Whether ${model} answers is not known.` } : null;
}
