import { get } from "./api.js";
import { kept } from "./kept.js";

/** So many are asked for at one time. */
const MOST = 10;

/**
 * The transcripts that this device has sent and the list of the panel leaves out: it has the newest only.
 * @param {string[]} listed the ids in the list
 * @param {(id: string) => object | null} ended what was read of one that has ended: it is not asked for again
 */
export async function older(listed, ended = () => null) {
  const ids = Object.entries(kept.all()).filter(([id, { isSent }]) => isSent && !listed.includes(id))
    .sort(([, a], [, b]) => b.at - a.at).slice(0, MOST).map(([id]) => id);
  const found = await Promise.all(ids.map(id => ended(id) ?? get(`/api/audio/transcripts/${encodeURIComponent(id)}`)
    .catch(({ status }) => { if (status === 404) kept.forget(id); return null; })));
  return found.filter(Boolean);
}
