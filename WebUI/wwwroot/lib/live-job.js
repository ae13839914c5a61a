import { get, Problem } from "./api.js";
import { doneOf } from "./jobs.js";
import { Pace } from "./pace.js";
import { EventText } from "./sse.js";

/** A stream that says nothing for so long is begun anew, in ms: nobody tells a browser that the other end is gone. */
const SILENCE = 60_000;

/** The pause before the next try, in ms: doubled up to the second figure while nothing is heard. */
const PAUSES = [1_000, 15_000];

const OVER = new Set(["done", "failed", "cancelled"]);

/**
 * One transcript, as it is or as it becomes: its state, its text so far, and the whole of it in the end. It is read
 * with fetch: a stream that was left is taken up at its line (Last-Event-ID), which an EventSource cannot be told.
 */
export class LiveJob {
  state = null;
  /** In lines of a sentence. @type {{ start_ms: number, end_ms: number, speaker: string | null, text: string }[]} */
  segments = [];
  result = null;
  /** Why it cannot be read now. @type {Problem | null} */
  problem = null;
  /** It is not kept any more; and that was done here. */
  isGone = false;
  isRemoved = false;

  #changed; #left = null; #isHeard = false; #pace = new Pace();

  /** @param {string} id @param {() => void} changed told when anything is another */
  constructor(id, changed) {
    this.id = id;
    this.path = `/api/audio/transcripts/${encodeURIComponent(id)}`;
    this.#changed = changed;
  }

  get isOver() { return this.isGone || this.result !== null || OVER.has(this.state?.phase) && this.#isHeard; }

  /** How long it will still take, in ms; null while nobody can know. */
  get left() { return this.#pace.left(Date.now(), this.state?.duration ?? null); }

  /** Reads, or goes on where it was left. */
  begin() {
    if (this.#left || this.isOver) return;
    this.#left = new AbortController();
    this.#run(this.#left.signal);
  }

  end() {
    this.#left?.abort();
    this.#left = null;
  }

  async #run(left) {
    for (let [pause, most] = PAUSES; !left.aborted && !this.isOver; pause = Math.min(most, pause * 2)) {
      const before = this.segments.length;
      try {
        await this.#read(left);
        this.problem = null;
      } catch (problem) {
        if (left.aborted) return;
        this.problem = problem instanceof Problem ? problem : null;
      }
      if (left.aborted) return;
      this.#changed();
      if (this.isOver) return;
      if (this.segments.length > before) pause = PAUSES[0];
      await new Promise(done => setTimeout(done, pause));
    }
  }

  async #read(left) {
    const state = await get(this.path).catch(problem => {
      this.isGone = problem.status === 404;
      throw problem;
    });
    if (left.aborted) return;
    this.problem = null;
    this.#is(state);
    this.#changed();
    if (state.phase === "done") this.#whole(await get(`${this.path}?format=json&lines=true`), left);
    else await this.#follow(left).catch(problem => { if (!OVER.has(state.phase)) throw problem; });
    this.#isHeard = true;
  }

  async #follow(left) {
    const quiet = new AbortController();
    let timer = null;
    const wait = () => { clearTimeout(timer); timer = setTimeout(() => quiet.abort(), SILENCE); };
    try {
      wait();
      const response = await fetch(`${this.path}/stream`, { signal: AbortSignal.any([left, quiet.signal]), headers: {
        accept: "text/event-stream, application/json",
        ...this.segments.length > 0 && { "last-event-id": String(this.segments.length) } } });
      if (!response.ok) throw new Problem(response.status, await response.json().catch(() => ({})));
      const [text, reader] = [new EventText(), response.body.pipeThrough(new TextDecoderStream()).getReader()];
      for (let part = await reader.read(); !part.done && !left.aborted; part = await reader.read()) {
        wait();
        for (const { type, data } of text.take(part.value)) this.#take(type, JSON.parse(data), left);
      }
    } finally { clearTimeout(timer); }
  }

  #take(type, said, left) {
    if (left.aborted) return;
    if (type === "state") this.#is(said);
    if (type === "segments") this.segments = [...this.segments,
      ...said.segments.slice(Math.max(0, this.segments.length - said.from))];
    if (type === "failed") this.state = { ...this.state, phase: said.code === "cancelled" ? "cancelled" : "failed",
      problem: said };
    if (type === "done") this.#whole(said, left);
    else this.#changed();
  }

  #is(state) {
    this.state = state;
    this.#pace.see(Date.now(), doneOf(state), state.phase === "queued");
  }

  #whole(result, left) {
    if (left.aborted) return;
    this.result = result;
    // What the stream has told is the same in shorter lines.
    if (result.segments?.length > this.segments.length) this.segments = result.segments;
    this.state = { ...this.state, phase: "done", duration: result.duration ?? this.state?.duration ?? null,
      language: result.language ?? null, speakers_detected: result.speakers_detected ?? [],
      warnings: result.warnings ?? [] };
    this.#changed();
  }
}
