/**
 * The log of a job that is followed: each line is told once and in order, what is not to be had as a gap. Lines count
 * from 1.
 * @typedef {{ lines(from: number, lines: object[]): void, gap(from: number, to: number): void }} Feed
 */
export class Followed {
  #next = 1;

  /** @param {Feed} feed */
  constructor(job, feed) {
    this.job = job;
    this.feed = feed;
  }

  /** Asks the stream for what was not told yet. */
  get query() { return `?log=${encodeURIComponent(this.job)}&from=${this.#next}`; }

  log({ job, from, lines }) {
    if (job !== this.job) return;
    if (from > this.#next) this.#miss(this.#next, from - 1);
    const fresh = lines.slice(this.#next - from);
    if (fresh.length === 0) return;
    this.feed.lines(this.#next, fresh);
    this.#next += fresh.length;
  }

  gap({ job, from, to }) {
    if (job === this.job && to >= this.#next) this.#miss(Math.max(from, this.#next), to);
  }

  /** Lines from one number to another, both included, are not to be had. */
  #miss(from, to) {
    this.feed.gap(from, to);
    this.#next = to + 1;
  }
}
