/** The rows of a log that hold a word, kept while the log grows; each text is made lower-case once. */
export class Finder {
  #query = "";
  #low = new WeakMap();

  /** The rows found, in order; null without a search. And which of them is looked at. */
  hits = null;
  at = -1;

  get query() { return this.#query; }
  get looked() { return this.hits?.[this.at] ?? null; }

  ask(query, rows) {
    this.#query = query.trim().toLowerCase();
    this.hits = this.#query ? [] : null;
    this.at = -1;
    this.look(rows, 0);
  }

  /** Searches what is not as it was, from a row on. */
  look(rows, from) {
    if (!this.hits || from >= rows.length) return;
    const looked = this.looked;
    const next = rows.slice(from).find(({ kind }) => kind === "line")?.n ?? Infinity;
    if (from === 0) this.hits = [];
    while (this.hits.at(-1)?.n >= next) this.hits.pop();
    for (let i = from; i < rows.length; i++)
      if (rows[i].kind === "line" && this.#lower(rows[i]).includes(this.#query)) this.hits.push(rows[i]);
    this.at = looked ? this.hits.indexOf(looked) : -1;
  }

  /** Goes on to another hit, round and round; null where there is none. */
  step(by) {
    if (!this.hits?.length) return null;
    this.at = (this.at + by + this.hits.length) % this.hits.length;
    return this.looked;
  }

  #lower(row) {
    const had = this.#low.get(row);
    if (had?.rev === row.rev) return had.text;
    const text = row.text.toLowerCase();
    this.#low.set(row, { rev: row.rev, text });
    return text;
  }
}
