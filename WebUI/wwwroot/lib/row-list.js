/** The rows of a log, and what has changed of them since somebody looked. */
export class RowList {
  /** @type {import("./log.js").Row[]} */
  rows = [];

  #dropped = 0;
  #touched = 0;
  #missing = null;

  add(row) { this.put(this.rows.length, row); }

  put(index, row, replaced = 0) {
    this.rows.splice(index, replaced, row);
    this.#touch(index);
  }

  /** A row that has changed goes on to the end. */
  toEnd(row) {
    const was = this.rows.lastIndexOf(row);
    this.#touch(was);
    if (was < this.rows.length - 1) this.rows.push(...this.rows.splice(was, 1));
  }

  /**
   * What has changed since the last time: how many rows left at the front, so that a reader who scrolled back keeps his
   * place, and the first row that is not as it was.
   */
  take() {
    const taken = { dropped: this.#dropped, from: Math.min(this.#touched, this.rows.length) };
    this.#dropped = 0;
    this.#touched = Infinity;
    return taken;
  }

  /**
   * Lets the oldest go. That is said once, at the top.
   * @param {number} limit how many stay @param {number} next the line that comes next
   */
  keep(limit, next) {
    const gone = this.rows.length - limit;
    this.rows.splice(0, gone);
    this.#touched = 0;
    const first = this.rows.find(({ kind }) => kind === "line")?.n ?? next;
    this.#missing ??= { kind: "gap", rev: 0 };
    Object.assign(this.#missing, { text: `Lines 1 to ${first - 1} are not kept.`, rev: this.#missing.rev + 1 });
    this.rows.unshift(this.#missing);
    this.#dropped += gone - 1;
  }

  #touch(index) { this.#touched = Math.min(this.#touched, index); }
}
