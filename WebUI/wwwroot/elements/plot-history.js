import { get } from "../lib/api.js";
import { Again } from "../lib/again.js";
import { store } from "../lib/live.js";
import { Series } from "../lib/series.js";

/** The plots of one node or service: what the panel has kept, extended by what is seen. */
export class PlotHistory {
  series; problem = null;
  #query; #span; #changed; #reading; #isLeft = false; #last = null;

  /**
   * @param {string} query "node=spark1" @param {"hour" | "day"} span
   * @param {() => void} changed told when it was read
   */
  constructor(query, span, changed) {
    [this.#query, this.#span, this.#changed] = [query, span, changed];
    this.series = new Series(span);
    this.#reading = new Again(() => this.#read(), 5000);
    this.#reading.run();
  }

  /** What stands at the right end. */
  get frame() {
    const to = store.now();
    return { from: to - this.series.span, to };
  }

  /** Another text when the lines are others, and when so much time has passed that they stand elsewhere. */
  get mark() { return [this.#query, this.#span, this.series.rev, Math.floor(store.now() / this.series.column)].join(); }

  /** One more look, if it is another one: after a time in which nobody listened, all of it is read anew. */
  see(at, values) {
    if (!at || at === this.#last) return;
    this.#last = at;
    if (this.series.isBehind(Date.parse(at))) this.#reading.run();
    this.series.add(Date.parse(at), values);
  }

  /** Nobody looks at it any more. */
  leave() { this.#isLeft = true; }

  async #read() {
    if (this.#isLeft) return true;
    try {
      this.series.read(await get(`/api/metrics/history?${this.#query}&span=${this.#span}`));
      this.problem = null;
    } catch ({ message }) { this.problem = message; }
    this.#changed();
    return !this.problem;
  }
}
