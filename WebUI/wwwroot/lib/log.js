/**
 * A job's log as the page shows it: escape codes gone, the same bar folded, stages as headings, harmless frights explained.
 * @typedef {{ kind: "line" | "fold" | "gloss" | "phase" | "gap", text: string, n?: number, node?: string, at?: number, level?: string, rev: number }} Row
 */

export const LIMIT = 10_000;

// CSI, OSC (to BEL or ST), and two-character escapes; then what is left of control characters except tab.
const ESCAPES = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\-_])/g;
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f]/g;

/** The text as a terminal would leave it: no escapes, of several `\r` updates the last that says something. */
export function plain(raw) {
  let text = raw;
  if (text.includes("\u001b")) text = text.replace(ESCAPES, "");
  if (text.includes("\r")) text = text.split("\r").findLast(part => part.trim()) ?? "";
  return text.replace(CONTROLS, "");
}

const BAR = /\d+%\s*(?:Completed)?\s*\|/;

/** Two updates of one progress bar have the same key; null for any other line. */
export function barKey(text) {
  const found = BAR.exec(text);
  return found ? text.slice(0, found.index).replace(/[\d.]+/g, "#") : null;
}

export function level(text) {
  if (/\b(?:ERROR|CRITICAL|FATAL)\b|^Traceback |(?:Error|Exception): /.test(text)) return "error";
  return /\bWARN(?:ING)?\b/.test(text) ? "warning" : undefined;
}

const GLOSSES = [
  ["No available shared memory broadcast block found",
    "Harmless: the engine waits while the workers read the weights."],
  ["No current placement group found. Creating a new placement group", "Harmless: Ray makes room for the two workers."],
  ["cannot set terminal process group", "Harmless: the launcher runs without a terminal."],
  ["no job control in this shell", "Harmless: the launcher runs without a terminal."],
  ["is not supported by this PyTorch", "Harmless: PyTorch does not list the GB10 yet; its kernels run."],
  ["Found GPU0 NVIDIA GB10 which is of cuda capability",
    "Harmless: PyTorch does not list the GB10 yet; its kernels run."],
  ["No host specified, skipping copy.", "As it should be: nothing was to be copied."],
  ["Engine core initialization failed. See root cause above.",
    "An echo: the cause is the first error above this line."],
  ["Command dispatched in background", "This says that the launcher has let go, not that the model runs."]
];

export const gloss = text => GLOSSES.find(([part]) => text.includes(part))?.[1] ?? null;

/** Lines in, rows out. Keeps the newest LIMIT lines, as the panel does. */
export class LogBook {
  /** @type {Row[]} */
  rows = [];
  lines = [];
  first = 1;
  next = 1;
  newestAt = null;
  #dropped = [];
  #bars = new Map();
  #stages = new Set();
  #ahead = [];

  /** @param {{ node: string, at_ms: number, text: string }[]} lines */
  append(from, lines) {
    if (this.lines.length === 0) this.first = from;
    lines.forEach((line, i) => this.#line({ n: from + i, node: line.node, at: line.at_ms, text: plain(line.text) }));
    this.next = from + lines.length;
    this.newestAt = Date.now();
    this.#trim();
  }

  gap(from, to) {
    this.rows.push({ kind: "gap", text: `Lines ${from} to ${to} are not kept.`, rev: 0 });
    this.lines.push({ n: from, node: "panel", gap: to - from + 1, text: `[lines ${from} to ${to} are not kept]` });
    this.next = to + 1;
  }

  /** Headings stand before the first line of their stage, also when the stage is heard of after its lines. */
  stages(starts) {
    for (const { id, at, text } of starts) {
      if (this.#stages.has(id)) continue;
      this.#stages.add(id);
      const row = { kind: "phase", text, at, rev: 0 };
      const late = this.rows.findLastIndex(other => other.kind === "line" && other.at < at) + 1;
      const place = late + this.rows.slice(late).findIndex(({ kind }) => kind === "line");
      if (place < late) this.#ahead.push(row); else this.#head(place, row);
    }
  }

  /** The rows that left at the front since the last time: a reader who scrolled back keeps his place. */
  takeDropped() { return this.#dropped.splice(0); }

  /** The whole log that is kept, unfolded. */
  text() {
    return this.lines.map(({ node, text }) => `${node}\t${text}`).join("\n") + "\n";
  }

  #line(line) {
    this.lines.push(line);
    while (this.#ahead[0]?.at <= line.at) this.#head(this.rows.length, this.#ahead.shift());
    const key = barKey(line.text);
    if (key !== null && this.#fold(`${line.node} ${key}`, line)) return;
    const row = { kind: "line", ...line, level: level(line.text), rev: 0 };
    this.rows.push(row);
    if (key !== null) this.#bars.set(`${line.node} ${key}`, { first: row, fold: null, last: null });
    const word = key === null ? gloss(line.text) : null;
    if (word) this.rows.push({ kind: "gloss", text: word, rev: 0 });
  }

  /** A stage without a line of its own leaves its place to the next one. */
  #head(place, row) {
    if (this.rows[place - 1]?.kind === "phase") this.rows[place - 1] = row; else this.rows.splice(place, 0, row);
  }

  /** The first of a bar stays, a word stands for those between, the newest stands at the end. */
  #fold(key, line) {
    const bar = this.#bars.get(key);
    if (!bar) return false;
    if (!bar.last) {
      bar.last = { kind: "line", ...line, rev: 0 };
      this.rows.push(bar.last);
      return true;
    }
    if (!bar.fold) {
      bar.fold = { kind: "fold", count: 0, text: "", rev: 0 };
      this.rows.splice(this.rows.lastIndexOf(bar.first) + 1, 0, bar.fold);
    }
    bar.fold.count++;
    bar.fold.text = bar.fold.count === 1 ? "1 line of the same bar is folded; the newest stands below."
      : `${bar.fold.count} lines of the same bar are folded; the newest stands below.`;
    bar.fold.rev++;
    Object.assign(bar.last, line, { rev: bar.last.rev + 1 });
    if (this.rows.at(-1) !== bar.last) {
      this.rows.splice(this.rows.lastIndexOf(bar.last), 1);
      this.rows.push(bar.last);
    }
    return true;
  }

  #trim() {
    if (this.lines.length > LIMIT * 1.1) this.lines.splice(0, this.lines.length - LIMIT);
    if (this.lines.length > 0) this.first = this.lines[0].n;
    if (this.rows.length > LIMIT * 1.1) {
      this.#dropped.push(...this.rows.splice(0, this.rows.length - LIMIT));
      const kept = new Set(this.rows);
      for (const [key, bar] of this.#bars) if (!kept.has(bar.first)) this.#bars.delete(key);
    }
  }
}
