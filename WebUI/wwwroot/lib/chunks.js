import { el, figures } from "./dom.js";
import { guess, rowNode } from "./turn-nodes.js";

/** Rows in a chunk: the browser lays out only the chunks that are seen (content-visibility). */
const ROWS = 40;

/** How long rows may be made without a pause, in ms. */
const SLICE = 6;

/** A page that is never idle gets its rows all the same. */
const idle = act => globalThis.requestIdleCallback ? requestIdleCallback(act, { timeout: 200 }) : setTimeout(act, 30);

/**
 * Many rows in a page, all of them to be found by the browser's search: those near what is seen are made at once, the
 * others when there is nothing else to do.
 */
export class Chunks {
  #parent; #all = []; #near; #isFilling = false;

  /** @param {HTMLElement} parent */
  constructor(parent) { this.#parent = parent; }

  /** Chunks whose rows look as they did stay as they are: a text that grows changes at its end. */
  show(rows) {
    this.#near ??= new IntersectionObserver(seen => this.#come(seen), { rootMargin: "1200px" });
    const columns = Math.max(24, Math.min(62, Math.floor((this.#parent.clientWidth || 360) / 8.5)));
    const count = Math.ceil(rows.length / ROWS);
    for (const { node } of this.#all.splice(count)) { this.#near.unobserve(node); node.remove(); }
    for (let k = 0; k < count; k++) this.#put(k, rows.slice(k * ROWS, (k + 1) * ROWS), columns);
    if (this.#all.length > 0) this.#fill(this.#all[0]);
    this.#later();
  }

  end() {
    this.#near?.disconnect();
    this.#near = null;
  }

  /** The node of a line by its place among all, made now if need be; null where there is none. */
  line(i) {
    const chunk = this.#all.findLast(({ first }) => first <= i);
    if (!chunk || i < 0) return null;
    this.#fill(chunk);
    return chunk.node.querySelector(`[data-line="${i}"]`);
  }

  #put(k, rows, columns) {
    const mark = rows.map(({ key }) => key).join("\n");
    let chunk = this.#all[k];
    if (chunk?.mark === mark) return;
    if (!chunk) {
      chunk = this.#all[k] = { node: el("div", { class: "chunk" }), isFilled: false, isNear: k === 0 };
      this.#parent.append(chunk.node);
      this.#near.observe(chunk.node);
    }
    const first = rows.find(({ kind }) => kind === "turn")?.lines[0].i ?? Infinity;
    Object.assign(chunk, { mark, rows, first });
    figures(chunk.node, { rest: `${Math.round(rows.reduce((sum, row) => sum + guess(row, columns), 0))}px` });
    chunk.isFilled = false; // what nobody sees stays as it was until there is time
    if (chunk.isNear) this.#fill(chunk);
  }

  #fill(chunk) {
    if (chunk.isFilled) return;
    chunk.isFilled = true;
    chunk.node.replaceChildren(...chunk.rows.map(rowNode));
  }

  #come(seen) {
    for (const { isIntersecting, target } of seen) {
      const chunk = this.#all.find(({ node }) => node === target);
      if (!chunk) continue;
      chunk.isNear = isIntersecting;
      if (isIntersecting) this.#fill(chunk);
    }
  }

  #later() {
    if (this.#isFilling) return;
    this.#isFilling = true;
    const act = () => {
      const begun = performance.now();
      const open = () => this.#all.find(({ isFilled }) => !isFilled);
      let next = open();
      for (; next && performance.now() - begun < SLICE; next = open()) this.#fill(next);
      this.#isFilling = Boolean(next) && this.#near !== null;
      if (this.#isFilling) idle(act);
    };
    idle(act);
  }
}
