import { get, remove } from "./api.js";
import { kept } from "./kept.js";
import { onTick, refresh } from "./live.js";
import { LiveJob } from "./live-job.js";
import { older } from "./older.js";
import { uploads } from "./uploads.js";

const LIST = "/api/audio/transcripts";

/** How old the list may become, in ms: while something is at work, and else. The one that is followed has a stream. */
const BUSY = 5_000, QUIET = 30_000;

const WORK = new Set(["queued", "running"]);

/** The transcripts that the panel keeps, and the one that is followed: a page holds one stream of them at most. */
export class Transcripts {
  /** Whether the list was read, and why it cannot be read now. */
  isRead = false;
  problem = null;

  /** @type {LiveJob | null} */
  live = null;

  #states = new Map(); #looked = null; #readAt = -Infinity; #isReading = false; #isAskedAgain = false; #changed;

  constructor(changed) { this.#changed = changed; }

  /** Newest first. */
  get all() {
    return [...this.#states.values()].sort((a, b) => Date.parse(b.created_at) - Date.parse(a.created_at));
  }

  /** Whether something is at work that this device has sent, or that somebody looks at. */
  get isBusy() {
    const own = kept.all();
    return this.all.some(({ id, phase }) => WORK.has(phase) && (own[id]?.isSent || this.#looked));
  }

  /** What a page shows: "all", one by its id, or null when it is left. */
  look(what) {
    this.#looked = what;
    this.#follow();
    if (what === "all") this.read();
  }

  /** One that was sent from here. */
  add(id) {
    kept.add(id, { isSent: true });
    this.read();
  }

  /** Ends one that is being made. @returns whether it did: one that has ended meanwhile stays */
  async cancel(id) {
    const isEnded = await remove(`${LIST}/${encodeURIComponent(id)}?if=running`).then(() => true, problem => {
      if (problem.status !== 409) throw problem;
      return false;
    });
    this.#changed();
    this.read();
    return isEnded;
  }

  async remove(id) {
    await remove(`${LIST}/${encodeURIComponent(id)}`);
    if (!WORK.has(this.#states.get(id)?.phase)) {
      this.#states.delete(id);
      kept.forget(id);
      if (this.live?.id === id) Object.assign(this.live, { isGone: true, isRemoved: true });
    }
    this.#changed();
    this.read();
  }

  /** Another page may have sent one, and a place in the queue moves without a word. */
  tick(now) {
    const isLeft = this.#looked === null;
    if (isLeft ? !this.#isAwaited : this.#looked !== "all") return;
    const age = !isLeft && (this.isBusy || !this.isRead) ? BUSY : QUIET;
    if (now - this.#readAt >= age) this.read();
  }

  /** A hidden page holds no stream. */
  hide(isHidden) {
    if (isHidden) this.live?.end();
    else { this.live?.begin(); if (this.#looked === "all") this.read(); }
  }

  async read() {
    if (this.#isReading) { this.#isAskedAgain = true; return; }
    [this.#isReading, this.#isAskedAgain] = [true, false];
    this.#readAt = Date.now();
    try {
      const { transcripts } = await get(LIST);
      const own = await older(transcripts.map(({ id }) => id), id => this.#ended(id));
      this.#take([...transcripts, ...own]);
      [this.isRead, this.problem] = [true, null];
    } catch (problem) { this.problem = problem; }
    this.#isReading = false;
    this.#follow();
    this.#changed();
    if (this.#isAskedAgain) await this.read(); // what has changed meanwhile may not be in it
  }

  /** Whether one of this device is at work, or may be: then the navigation says so on every page. */
  get #isAwaited() { return this.isRead ? this.isBusy : Object.values(kept.all()).some(({ isSent }) => isSent); }

  #ended(id) {
    const state = this.#states.get(id);
    return state && !WORK.has(state.phase) ? state : null;
  }

  /** What a stream says is newer than any list. */
  #take(states) {
    this.#states = new Map(states.map(state => [state.id, state]));
    if (this.live?.state && this.#states.has(this.live.id)) this.#states.set(this.live.id, this.live.state);
  }

  /** The one that is looked at, else the one that runs, else the one that has waited longest. */
  #follow() {
    const work = this.all.filter(({ phase }) => WORK.has(phase));
    const id = this.#looked === "all"
      ? (work.findLast(({ phase }) => phase === "running") ?? work.at(-1))?.id ?? null : this.#looked;
    if (this.live?.id === id || !this.live && !id) return;
    this.live?.end();
    this.live = id ? new LiveJob(id, () => this.#told()) : null;
    if (!globalThis.document?.hidden) this.live?.begin();
  }

  #told() {
    const { id, state, isGone } = this.live;
    if (isGone) { this.#states.delete(id); kept.forget(id); }
    else if (state) this.#states.set(id, state);
    if (this.#looked === "all" && !WORK.has(state?.phase)) this.#follow();
    this.#changed();
  }
}

export const transcripts = new Transcripts(refresh);

export function startTranscripts() {
  uploads.onSent((id, replaces) => {
    transcripts.add(id);
    if (replaces) transcripts.remove(replaces).catch(() => {}); // it goes by itself within a day
  });
  onTick(() => transcripts.tick(Date.now()));
  document.addEventListener("visibilitychange", () => transcripts.hide(document.hidden));
  addEventListener("storage", ({ key }) => { if (key === "transcripts") refresh(); });
  addEventListener("beforeunload", event => { if (uploads.isBusy) event.preventDefault(); });
}
