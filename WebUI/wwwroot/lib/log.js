import { barKey, gloss, level, plain } from "./lines.js";
import { RowList } from "./row-list.js";

/**
 * A job's log as the page shows it: the same bar folded, stages as headings, harmless frights explained.
 * @typedef {{ kind: "line" | "fold" | "gloss" | "phase" | "gap", text: string, n?: number, node?: string, at?: number,
 *             level?: string, rev: number }} Row
 */

export const LIMIT = 10_000;

/** Lines in, rows out. Keeps the newest LIMIT lines, as the panel does. */
export class LogBook {
  lines = [];
  next = 1;

  /** When the newest line was written, in ms since 1970; null where the lines do not say. */
  newestAt = null;

  #list = new RowList();
  #bars = new Map();
  #stages = new Set();
  #ahead = [];

  get rows() { return this.#list.rows; }

  /** @param {{ node: string | null, at_ms: number | null, text: string }[]} lines */
  append(from, lines) {
    lines.forEach((line, i) => this.#line({ n: from + i, node: line.node, at: line.at_ms, text: plain(line.text) }));
    this.next = from + lines.length;
    this.newestAt = lines.at(-1)?.at_ms ?? this.newestAt;
    this.#trim();
  }

  gap(from, to) {
    this.#list.add({ kind: "gap", text: `Lines ${from} to ${to} are not kept.`, rev: 0 });
    this.lines.push({ n: from, node: "panel", text: `[lines ${from} to ${to} are not kept]` });
    this.next = to + 1;
  }

  /**
   * Headings stand before the first line of their stage, also when the stage is heard of after its lines. The line that
   * made it begin is better than the time at which somebody noticed.
   */
  stages(starts) {
    for (const { id, at, line = null, text } of starts) {
      if (this.#stages.has(id)) continue;
      this.#stages.add(id);
      const row = { kind: "phase", text, at, line, rev: 0 };
      const before = this.rows.findLastIndex(other => other.kind === "line" && !begins(row, other)) + 1;
      const place = before + this.rows.slice(before).findIndex(({ kind }) => kind === "line");
      if (place < before) this.#ahead.push(row); else this.#head(place, row);
    }
  }

  /** What has changed of the rows since the last time. */
  take() { return this.#list.take(); }

  /** The whole log that is kept, unfolded. */
  text() {
    const before = (this.lines[0]?.n ?? 1) - 1;
    const missing = before > 0 ? [{ node: "panel", text: `[lines 1 to ${before} are not kept]` }] : [];
    return [...missing, ...this.lines].map(({ node, text }) => node ? `${node}\t${text}` : text).join("\n") + "\n";
  }

  #line(line) {
    this.lines.push(line);
    while (this.#ahead.length > 0 && begins(this.#ahead[0], line)) this.#head(this.rows.length, this.#ahead.shift());
    const key = barKey(line.text);
    if (key !== null && this.#fold(`${line.node} ${key}`, line)) return;
    const row = { kind: "line", ...line, level: level(line.text), rev: 0 };
    this.#list.add(row);
    if (key !== null) this.#bars.set(`${line.node} ${key}`, { first: row, fold: null, last: null });
    const word = key === null ? gloss(line.text) : null;
    if (word) this.#list.add({ kind: "gloss", text: word, rev: 0 });
  }

  /** A stage without a line of its own leaves its place to the next one. */
  #head(place, row) {
    if (this.rows[place - 1]?.kind === "phase") this.#list.put(place - 1, row, 1); else this.#list.put(place, row);
  }

  /** The first of a bar stays, a word stands for those between, the newest stands at the end. */
  #fold(key, line) {
    const bar = this.#bars.get(key);
    if (!bar) return false;
    if (!bar.last) {
      bar.last = { kind: "line", ...line, rev: 0 };
      this.#list.add(bar.last);
      return true;
    }
    if (!bar.fold) {
      bar.fold = { kind: "fold", count: 0, text: "", rev: 0 };
      this.#list.put(this.rows.lastIndexOf(bar.first) + 1, bar.fold);
    }
    bar.fold.count++;
    bar.fold.text = bar.fold.count === 1 ? "1 line of the same bar is folded; the newest stands below."
      : `${bar.fold.count} lines of the same bar are folded; the newest stands below.`;
    bar.fold.rev++;
    Object.assign(bar.last, line, { rev: bar.last.rev + 1 });
    this.#list.toEnd(bar.last);
    return true;
  }

  #trim() {
    if (this.lines.length > LIMIT * 1.1) this.lines.splice(0, this.lines.length - LIMIT);
    if (this.rows.length <= LIMIT * 1.1) return;
    this.#list.keep(LIMIT, this.next);
    const kept = new Set(this.rows);
    for (const [key, bar] of this.#bars) if (!kept.has(bar.first)) this.#bars.delete(key);
  }
}

/** Whether a stage has begun with this line. */
const begins = ({ at, line }, other) => line === null ? other.at >= at : other.n >= line;
