import { get, put, remove } from "./api.js";
import { changed } from "./definition.js";

const path = (key, more = "") => `/api/models/${encodeURIComponent(key)}${more}`;

/** A share of memory that is only taken by one who has said so; versions of the panel name it differently. */
export const needsForce = ({ code }) => code === "memory_share" || code === "needs_force";

/**
 * Saves what was typed of a model: its own fields first where it has any, then its settings, each on what was read.
 * @param {object} model as it was read @param {object | null} fields of a model of one's own that were changed
 * @param {object} changes of settings @returns {Promise<object>} the model as it is now
 */
export async function save(model, fields, changes, force = false) {
  let now = model;
  if (fields) now = await put(path(model.key), changed(model, fields));
  if (Object.keys(changes).length > 0)
    now = await put(path(model.key, "/settings"), { ...changes, revision: now.revision, ...force && { force } });
  return now;
}

/** Every setting back to the catalog's. */
export const backToCatalog = ({ key, revision }) =>
  remove(`${path(key, "/settings")}?revision=${encodeURIComponent(revision)}`);

export const fitOf = (key, query) => get(path(key, `/fit${query}`));
export const commandOf = (key, query) => get(path(key, `/command${query}`));
