import { COLUMNS } from "./spark.js";

/** What was measured of a node or a service in the last hour or day: read once, then extended by what is seen. */
export class Series {
  /** Counts what has changed of it. */
  rev = 0;

  #points = []; #step; #span;

  /** @param {"hour" | "day"} span */
  constructor(span) {
    [this.#step, this.#span] = span === "day" ? [60_000, 86_400_000] : [5_000, 3_600_000];
  }

  /** How much of the past is shown, in ms. */
  get span() { return this.#span; }

  /** What cannot be told apart in a drawing of it, in ms. */
  get column() { return this.#span / COLUMNS; }

  /** @param {{ at: string[], lines: Record<string, { mean: (number | null)[], max?: (number | null)[] }> }} history */
  read({ at, lines }) {
    const had = this.#points;
    this.rev++;
    const names = Object.keys(lines);
    this.#points = at.map((time, i) => ({ at: Date.parse(time),
      values: Object.fromEntries(names.map(name => [name, (lines[name].max ?? lines[name].mean)[i] ?? null])) }));
    const last = this.#points.at(-1)?.at ?? -Infinity;
    this.#points.push(...had.filter(point => point.at > last)); // seen while it was read
  }

  /** One more look. A minute is its greatest value: a peak of five seconds is not lost. */
  add(at, values) {
    const time = Math.floor(at / this.#step) * this.#step;
    const last = this.#points.at(-1);
    if (last && time < last.at) return;
    this.rev++;
    if (last?.at === time) last.values = fold(last.values, values);
    else this.#points.push({ at: time, values });
    while (this.#points[0].at < time - this.#span) this.#points.shift();
  }

  /** @returns {[number, number | null][]} */
  line(name, scale = 1) {
    return this.#points.map(({ at, values }) => [at, values[name] == null ? null : values[name] * scale]);
  }

  /**
   * The newest value that there is, and when it was seen.
   * @param {number} since in ms since 1970: what is older is of something else
   * @returns {{ value: number, at: number } | null}
   */
  last(name, since = -Infinity) {
    const found = this.#points.findLast(({ at, values }) => values[name] != null && at >= since);
    return found ? { value: found.values[name], at: found.at } : null;
  }

  /** Whether so much was not seen since the newest point that it has to be read anew. */
  isBehind(now) { return this.#points.length > 0 && now - this.#points.at(-1).at > 4 * this.#step + 10_000; }
}

const fold = (had, more) => Object.fromEntries([...new Set([...Object.keys(had), ...Object.keys(more)])]
  .map(name => [name, had[name] == null ? more[name] ?? null : more[name] == null ? had[name]
    : Math.max(had[name], more[name])]));
