import { full, list, nodeName } from "./format.js";

/** How the panel names what a launcher can do, as a person reads it. */
const ABILITIES = { solo: "one node alone", detached_exec: "detached starts", quotes_exec: "quoted arguments",
  logs_to_container: "a container's log", no_ray_default: "two nodes without Ray",
  checks_images: "a look at both images", env: "environment variables", mods: "mods", nodes: "nodes by address",
  dot_env: "a .env beside it" };

/**
 * What was seen of a new image and launcher, line by line; nothing while nobody has looked.
 * @returns {{ state: string, words: string }[]}
 */
export function proof({ smoke, smoke_model: model, failure }) {
  if (!smoke) return [];
  return [
    ...starts(smoke),
    smoke.probed === false && { state: "unknown", words: "What the launcher can do now could not be read." },
    abilities("The launcher can now", smoke.gained, "done"),
    abilities("The launcher can no longer", smoke.lost, "attention"),
    answer(smoke, model, failure),
    again(smoke.again)
  ].filter(Boolean);
}

function starts({ versions = {}, started = {} }) {
  const nodes = Object.keys(versions), of = kind => nodes.filter(kind).map(nodeName);
  const broken = of(node => started[node] === false), unseen = of(node => started[node] == null && !versions[node]);
  const mute = of(node => started[node] === true && !versions[node]);
  const told = [...new Set(Object.values(versions).filter(Boolean))];
  const isWhole = broken.length + unseen.length + mute.length === 0;
  return [
    told.length > 0 && isWhole && { state: told.length > 1 ? "attention" : "healthy",
      words: `The image starts and says vLLM ${list(told)}.` },
    mute.length > 0 && { state: "attention", words: `The image starts on ${list(mute)} and says no version.` },
    unseen.length > 0 && { state: "unknown", words: `Whether the image starts on ${list(unseen)} is not known.` },
    broken.length > 0 && { state: "failed", words: `The image did not start on ${list(broken)}.` }
  ];
}

const abilities = (words, names, state) => names?.length
  ? { state, words: full(`${words}: ${list(names.map(name => ABILITIES[name] ?? name))}`) } : null;

function answer({ answered, swap, not_tried: why }, model, failure) {
  if (answered === true) return { state: "healthy", words: `${model} was loaded and has answered.` };
  if (answered === false) return { state: "failed", words: `${model} was loaded and did not answer.` };
  if (why) return { state: "unknown", words: `${model} was not tried with it: ${full(why)}` };
  if (failure?.code === "trial_failed") return { state: "failed", words: `${model} could not be loaded.` };
  return swap && failure ? { state: "unknown", words: `Whether ${model} answers is not known.` } : null;
}

function again(model) {
  if (!model) return null;
  return model.problem
    ? { state: "attention", words: `${model.model_name}, which served before, does not: ${full(model.problem)}` }
    : { state: "healthy", words: `${model.model_name} serves again.` };
}
