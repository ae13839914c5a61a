import { get } from "./api.js";

/** The incidents of the list. The lines of one are read when somebody looks: while it lasts, and once it is opened. */
export class Incidents {
  #listed = []; #changed;
  #read = new Map(); // by id: the mark it was read under, the incident, and why it could not be read
  #open = new Set();

  /** @param {() => void} changed told when one was read */
  constructor(changed) { this.#changed = changed; }

  /** As listed, and with all that was read of them; `problem` says why there is no more of one. */
  get all() {
    return this.#listed.map(one => {
      const { incident, problem = null } = this.#read.get(one.id) ?? {};
      return { ...incident, ...one, problem };
    });
  }

  /**
   * Only where all kinds of lines are shown can an incident show its own. Where the list cannot be had, the log is told
   * with the last one.
   * @param {{ filter: string, q: string }} wish
   */
  async list({ filter, q }) {
    if (filter !== "all" && filter !== "outages" || q.trim()) return [];
    return await get("/api/incidents").catch(() => this.#listed);
  }

  take(listed) {
    this.#listed = listed;
    for (const one of listed) this.#look(one);
  }

  open(id, isOpen) {
    if (!isOpen) return this.#open.delete(id);
    this.#open.add(id);
    const one = this.#listed.find(other => other.id === id);
    return one && this.#look(one);
  }

  async #look(one) {
    const { id, end } = one, mark = markOf(one), had = this.#read.get(id);
    if (end && !this.#open.has(id) || had?.mark === mark) return;
    this.#read.set(id, { ...had, mark });
    try {
      this.#read.set(id, { mark, incident: await get(`/api/incidents/${encodeURIComponent(id)}`) });
    } catch ({ message }) {
      this.#read.set(id, { mark: null, incident: had?.incident, problem: message });
    }
    this.#changed();
  }
}

const markOf = ({ end, lines, cause, services }) => JSON.stringify([end, lines, cause, services]);
