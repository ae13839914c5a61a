/** Where each of many rows of unlike height begins; only what changed is added up anew. */
export class Heights {
  #tops = [0];
  #count = 0;

  get total() { return this.#tops[this.#count]; }

  /** @param {number} from the first row that is not as it was @param {(row: object) => number} height */
  update(rows, from, height) {
    this.#count = rows.length;
    for (let i = from; i < rows.length; i++) this.#tops[i + 1] = this.#tops[i] + height(rows[i]);
  }

  top(index) { return this.#tops[Math.min(index, this.#count)]; }

  /** The row that stands at this height: the last one for what is below all, the first for what is above. */
  at(y) {
    let [low, high] = [0, Math.max(0, this.#count - 1)];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#tops[middle] <= y) low = middle; else high = middle - 1;
    }
    return low;
  }
}
