const KEY = "transcripts";

/** The panel keeps a transcript for a day; the names of its speakers may be wanted as long as its page is open. */
const MOST = 100;

let visit = {}, isFull = false; // where there is no storage, or no room in it

/**
 * What this device keeps of transcripts, by their ids: which of them it sent, and what their speakers are called here.
 * @typedef {{ at: number, isSent?: boolean, names?: Record<string, string> }} Kept
 */
export const kept = {
  /** @returns {Record<string, Kept>} */
  all() {
    if (isFull) return visit;
    try {
      const found = JSON.parse(localStorage.getItem(KEY) ?? "{}");
      return found && typeof found === "object" && !Array.isArray(found) ? found : {};
    } catch { return visit; }
  },

  /** @returns {Kept} */
  of(id) { return this.all()[id] ?? { at: 0 }; },

  /** @param {Partial<Kept>} more */
  add(id, more) { write({ ...this.all(), [id]: { ...this.of(id), at: Date.now(), ...more } }); },

  forget(id) {
    const { [id]: gone, ...rest } = this.all();
    if (gone) write(rest);
  }
};

function write(all) {
  const newest = Object.entries(all).sort(([, a], [, b]) => b.at - a.at).slice(0, MOST);
  visit = Object.fromEntries(newest);
  try { localStorage.setItem(KEY, JSON.stringify(visit)); isFull = false; } catch { isFull = true; }
}
