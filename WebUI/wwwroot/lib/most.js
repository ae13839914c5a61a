/** The most that each figure of a load has come to: what is drawn of a load never goes back. */
export class Most {
  #of = null;
  #figures = new Map();

  /** @param {string | null} id the load; without one every figure stands as it is */
  begin(id) {
    if (id === this.#of) return;
    this.#of = id;
    this.#figures.clear();
  }

  of(name, value) {
    if (this.#of === null) return value;
    const most = Math.max(this.#figures.get(name) ?? 0, value);
    this.#figures.set(name, most);
    return most;
  }
}
