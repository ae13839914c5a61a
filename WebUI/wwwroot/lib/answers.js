import { Again } from "./again.js";
import { get } from "./api.js";
import { jobsOf, runningUpdate } from "./cluster-jobs.js";
import { link, refresh, silent, store } from "./live.js";

/** The least time between two reads of one answer, in ms: what it is made of changes in bursts. */
const PAUSE = 500;

/** When an answer is read anew that says itself that more is to come, in ms. */
const SOON = 5000;

/** What a GET answers beside the state: read when it is looked at and what it is made of has changed. */
class Answer {
  #made; #isOpen; #mark = null; #reading; #later = 0; #puts = 0;

  /**
   * @param {() => any} made what it depends on
   * @param {(value: any) => boolean} isOpen whether it says itself that more is to come
   */
  constructor(path, made, isOpen = () => false) {
    [this.#made, this.#isOpen] = [made, isOpen];
    this.#reading = new Again(async () => {
      const puts = this.#puts;
      try {
        const value = await get(path);
        this.problem = null;
        if (puts === this.#puts) this.value = value;
      } catch (problem) { this.problem = problem; }
      this.#later = Date.now() + SOON;
      if (this.#isOpen(this.value)) setTimeout(refresh, SOON);
      refresh();
      return !this.problem || this.problem.status === 404;
    }, PAUSE);
  }

  /** Null until it was read; afterwards what was read last. */
  value = null;

  /** Why it could not be read the last time. @type {import("./api.js").Problem | null} */
  problem = null;

  /** Looks whether it has to be read anew. */
  look() {
    if (!store.known) return this;
    const mark = JSON.stringify([this.#made(), Boolean(link.lostAt || link.staleSince || link.blankSince)]);
    if (mark !== this.#mark || this.#isOpen(this.value) && Date.now() >= this.#later) {
      this.#later = Infinity;
      this.#mark = mark;
      this.#reading.run();
    }
    return this;
  }

  /** One of them is known to be another by now; what is being read is older. @param {{ key: string }} item */
  put(item) {
    this.#puts++;
    this.value = this.value?.map(one => one.key === item.key ? item : one) ?? null;
    refresh();
    return this.again();
  }

  /** Reads it anew whatever has changed, for one who was told that it has. */
  again() { return this.#reading.run(); }
}

const marks = (...keys) => keys.map(key => store.mark(key));
const swap = () => [store.get("swap")?.id, store.get("swap")?.ended_at];
const served = () => [store.get("service:vllm")?.verdict, store.get("service:vllm")?.model];
const ended = kind => jobsOf(store.view(), kind).map(({ id, phase, ended_at: end }) => [id, phase, end]);

/** A fit is judged by the memory of the Sparks; that moves all the time, and only so many bytes of it matter. */
const MUCH = 4 * 2 ** 30;

function memory() {
  const unseen = silent();
  return ["node:spark1", "node:spark2"].map(key => {
    const { link: is, mem_available_bytes: bytes } = store.get(key) ?? {};
    return [unseen.includes(key), is?.state, bytes == null ? null : Math.round(bytes / MUCH)];
  });
}

/** What the catalog, each model's fit and its last failure are made of. */
const known = () => marks("catalog", "disk", "usual", "settings", "facts", "measured", "bad", "launcher",
  "options");

export const modelsAnswer = new Answer("/api/models", () => [known(), swap(), served(), memory()],
  models => (models ?? []).some(({ fit }) => fit?.asked));

export const diskAnswer = new Answer("/api/disk",
  () => [marks("disk", "catalog"), swap(), served(), ended("deletion")]);

export const importAnswer = new Answer("/api/import", () => [store.get("settings")?.imported_at]);

export const updateAnswer = new Answer("/api/update", () => [marks("upstream", "former", "launcher"), swap(),
  ended("update"), runningUpdate(store.view())?.cancel_requested, ended("download").filter(([, , end]) => !end),
  store.get("driver")?.another_panel]);
