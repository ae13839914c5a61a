const CHARACTER = 0.6; // of the font's size, for a first guess of how often a line wraps

/** How high each row is: as it was measured, else as its text and the width of the list let expect. */
export class RowSize {
  #list; #measured = new WeakMap(); #line = 20; #columns = 80; #width = 0;

  /** @param {HTMLElement} list */
  constructor(list) { this.#list = list; }

  /** @returns {boolean} whether lines wrap elsewhere than before: then all that was measured is void */
  refit() {
    if (this.#list.clientWidth === this.#width) return false;
    this.#width = this.#list.clientWidth;
    this.#measured = new WeakMap();
    const size = parseFloat(getComputedStyle(this.#list).fontSize);
    this.#line = size * 1.6;
    this.#columns = Math.max(20, Math.floor((this.#width - 90) / (size * CHARACTER)));
    return true;
  }

  measure(row, node) { this.#measured.set(row, node.offsetHeight); }

  of(row) {
    return this.#measured.get(row)
      ?? (row.kind === "phase" ? 30 : this.#line * Math.max(1, Math.ceil(row.text.length / this.#columns)));
  }
}
