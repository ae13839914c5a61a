import { refresh } from "./live.js";
import { objection } from "./recording.js";
import { send } from "./upload.js";

/** Progress is told at most so often, in ms. */
const CALM = 250;

/**
 * A recording on its way to the panel.
 * @typedef {{ key: number, file: File, phase: "waiting" | "sending" | "failed", part: number,
 *             problem: object | null, replaces: string | null, stop: AbortController }} Upload
 */

/** Recordings go one after the other: each has the whole line, and the browser keeps its connections. */
export class Uploads {
  /** @type {Upload[]} */
  items = [];

  #send; #changed; #sent; #next = 1; #toldAt = 0;
  #files = new Map();

  /**
   * @param {typeof send} send
   * @param {() => void} changed
   */
  constructor(send, changed) { [this.#send, this.#changed] = [send, changed]; }

  /** Who is told of the id that a recording has become, and of the transcript it stands for. */
  onSent(told) { this.#sent = told; }

  get isBusy() { return this.items.some(({ phase }) => phase !== "failed"); }

  /** The file that a transcript was made of; undefined once the page was left. */
  fileOf(id) { return this.#files.get(id); }
  give(id, file) { this.#files.set(id, file); }

  /**
   * @param {File[]} files @param {number} limit in GiB
   * @param {string | null} replaces the failed transcript that goes when this one is there
   * @returns {string[]} what speaks against those that are not sent
   */
  add(files, limit, replaces = null) {
    const checked = files.map(file => ({ file, why: objection(file, limit) }));
    for (const { file, why } of checked) if (!why)
      this.items.push({ key: this.#next++, file, phase: "waiting", part: 0, problem: null, replaces,
        stop: new AbortController() });
    this.#begin();
    return checked.map(({ why }) => why).filter(Boolean);
  }

  /** Takes one away, whether it waits, is sent or has failed. */
  cancel(key) {
    const item = this.items.find(one => one.key === key);
    this.items = this.items.filter(one => one !== item);
    item?.stop.abort();
    this.#begin();
  }

  again(key) {
    Object.assign(this.items.find(one => one.key === key), { phase: "waiting", part: 0, problem: null });
    this.#begin();
  }

  #begin() {
    const item = this.items.find(({ phase }) => phase === "waiting");
    if (item && !this.items.some(({ phase }) => phase === "sending")) this.#run(item);
    this.#changed();
  }

  async #run(item) {
    item.phase = "sending";
    try {
      const { id } = await this.#send(item.file, part => this.#tell(item, part), item.stop.signal);
      this.#files.set(id, item.file);
      this.items = this.items.filter(one => one !== item);
      this.#sent?.(id, item.replaces);
    } catch (problem) {
      Object.assign(item, { phase: "failed", problem });
    }
    this.#begin();
  }

  #tell(item, part) {
    item.part = part;
    const now = Date.now();
    if (now - this.#toldAt < CALM && part < 1) return;
    this.#toldAt = now;
    this.#changed();
  }
}

export const uploads = new Uploads(send, refresh);
