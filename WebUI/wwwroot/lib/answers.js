import { Again } from "./again.js";
import { get } from "./api.js";
import { jobsOf, runningUpdate } from "./cluster-jobs.js";
import { link, refresh, store } from "./live.js";

/** The least time between two reads of one answer, in ms: what it is made of changes in bursts. */
const PAUSE = 500;

/** What a GET answers beside the state: read when it is looked at and what it is made of has changed. */
class Answer {
  #made; #mark = null; #reading;

  /** @param {() => any} made what it depends on */
  constructor(path, made) {
    this.#made = made;
    this.#reading = new Again(async () => {
      try {
        [this.value, this.problem] = [await get(path), null];
      } catch (problem) { this.problem = problem; }
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
    if (mark !== this.#mark) {
      this.#mark = mark;
      this.#reading.run();
    }
    return this;
  }

  /** One of them is known to be another by now. @param {{ key: string }} item */
  put(item) {
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

export const modelsAnswer = new Answer("/api/models",
  () => [marks("catalog", "disk", "usual", "settings", "facts", "measured"), swap(), served()]);

export const diskAnswer = new Answer("/api/disk",
  () => [marks("disk", "catalog"), swap(), served(), ended("deletion")]);

export const importAnswer = new Answer("/api/import", () => [store.get("settings")?.imported_at]);

export const updateAnswer = new Answer("/api/update", () => [marks("upstream", "former", "launcher"), swap(),
  ended("update"), runningUpdate(store.view())?.cancel_requested, ended("download").filter(([, , end]) => !end),
  store.get("driver")?.another_panel]);
