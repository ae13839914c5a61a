import { get, put, remove } from "./api.js";
import { change } from "./definition.js";
import { refresh } from "./live.js";

const path = (key, more = "") => `/api/models/${encodeURIComponent(key)}${more}`;

/** A share of memory that is only taken by one who has said so; versions of the panel name it differently. */
export const needsForce = ({ code }) => code === "memory_share" || code === "needs_force";

/** An import leaves such an entry out, and says how it is taken. @param {{ skipped?: { reason: string }[] }} answer */
export const leftForForce = ({ skipped = [] }) => skipped.some(({ reason }) => reason.includes('"force"'));

/** Why an entry was left out: a program sends what a person chooses. */
export const leftOut = ({ reason }) => reason.replace(/; send "(replace|force)": true[^.]*/,
  (_, how) => `: it is taken with “${how === "force" ? "Take memory shares above 0.90" : "Replace what has the same key"}”`);

/**
 * Saves what was typed of a model: its own fields first where it has any, then its settings, each on what was read.
 * @param {object} model as it was read @param {object | null} fields of a model of one's own that were changed
 * @param {object} changes of settings @returns {Promise<object>} the model as it is now
 * @throws {import("./api.js").Problem} with `half`, the model as it is by then, where the first was saved
 */
export async function save(model, fields, changes, force = false) {
  const sent = (body, { revision }) => ({ ...body, revision, ...force && { force } });
  const now = fields ? await put(path(model.key), sent(change(fields), model)) : model;
  if (Object.keys(changes).length === 0) return now;
  return put(path(model.key, "/settings"), sent(changes, now))
    .catch(problem => { throw Object.assign(problem, fields && { half: now }); });
}

const going = new Set(), news = new EventTarget();

/** Hears at once of which key all is being taken away: what waits to be asked of it is asked no more. */
export const onGoing = (act, signal) =>
  news.addEventListener("going", ({ detail }) => act(detail), { signal });

/** Whether what is under a key is being taken away at this moment: of that nothing more is asked. */
export const isGoing = key => going.has(key);

/** Takes away all that is the user's under a key: of a model that is not bundled any more those are its settings. */
export async function forget(key) {
  going.add(key);
  news.dispatchEvent(new CustomEvent("going", { detail: key }));
  try {
    return await remove(path(key));
  } finally {
    going.delete(key);
    refresh(); // where it was refused, all is asked again
  }
}

export const fitOf = (key, query) => get(path(key, `/fit${query}`));

/** Whether weights fit that no entry of the catalog has. */
export function fitOfRepo({ repo, nodes, args = [], settings = {} }) {
  const asked = new URLSearchParams({ repo, nodes });
  for (const [name, value] of Object.entries({ ...settings, args }))
    for (const one of [value ?? []].flat()) asked.append(name, String(one));
  return get(`/api/fit?${asked}`);
}

export const commandOf = (key, query) => get(path(key, `/command${query}`));
