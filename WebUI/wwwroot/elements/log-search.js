import { text } from "../lib/dom.js";
import { count } from "../lib/format.js";

/** The search of a <log-view>: what is typed, the hit before and the next one, and which of how many is looked at. */
export class LogSearch {
  #rows; #found; #hits;

  /**
   * @param {HTMLElement} view
   * @param {import("../lib/rows.js").RowWindow} rows
   * @param {() => void} found told when something else is searched or looked at
   * @param {AbortSignal} signal
   */
  constructor(view, rows, found, signal) {
    [this.#rows, this.#found, this.#hits] = [rows, found, view.querySelector(".hits")];
    const input = view.querySelector("input");
    const on = (node, type, act) => node.addEventListener(type, act, { signal });
    on(input, "input", () => { rows.search(input.value); found(); });
    on(input, "keydown", ({ key, shiftKey }) => { if (key === "Enter") this.#jump(shiftKey ? -1 : 1); });
    on(view.querySelector("[data-do=up]"), "click", () => this.#jump(-1));
    on(view.querySelector("[data-do=down]"), "click", () => this.#jump(1));
  }

  tell() {
    const { hits, at } = this.#rows;
    this.#hits.hidden = hits === null;
    if (hits) text(this.#hits.querySelector("output"),
      hits.length ? `${count(at + 1)} of ${count(hits.length)}` : "no hit");
  }

  #jump(step) {
    if (!this.#rows.hits?.length) return;
    this.#rows.jump(step);
    this.#found();
  }
}
