/** The drawing is so many units wide and high. */
const WIDTH = 100, HEIGHT = 40;

/** Columns of time: more cannot be told apart at the width of a card. */
export const COLUMNS = 240;

/**
 * A line over time, decimated: of each column the least and the greatest stay, so that a peak of 5 s is seen; a column
 * without a value is a gap.
 * @param {[number, number | null][]} points time in ms and value, oldest first
 * @param {{ from: number, to: number, low?: number, high?: number }} frame the top is `high`, or the greatest value
 * @returns {{ line: string, area: string, most: number | null }} paths of an SVG of 100 by 40, and the greatest value
 */
export function spark(points, { from, to, low = 0, high }) {
  const seen = points.filter(([at, value]) => value !== null && Number.isFinite(value) && at >= from && at <= to);
  if (seen.length === 0) return { line: "", area: "", most: null };
  const most = seen.reduce((top, [, value]) => Math.max(top, value), -Infinity);
  const top = Math.max(high ?? low, most, low + 1e-9);
  const x = at => round((at - from) / (to - from) * WIDTH);
  const y = value => round(HEIGHT - (Math.min(Math.max(value, low), top) - low) / (top - low) * HEIGHT);
  const runs = columns(seen, from, to).map(run => run.map(([at, value]) => [x(at), y(value)]));
  return { line: runs.map(lineOf).join(""), area: runs.map(areaOf).join(""), most };
}

/** Columns in a row that have a value; of each the first of its extremes, then the other. */
function columns(points, from, to) {
  const runs = [];
  let last = null, column = null;
  for (const point of points) {
    const i = Math.min(COLUMNS - 1, Math.floor((point[0] - from) / (to - from) * COLUMNS));
    if (i !== last) {
      if (last === null || i > last + 1) runs.push([]);
      runs.at(-1).push(column = { least: point, greatest: point });
      last = i;
    }
    if (point[1] < column.least[1]) column.least = point;
    if (point[1] > column.greatest[1]) column.greatest = point;
  }
  return runs.map(run => run.flatMap(({ least, greatest }) => least === greatest ? [least]
    : least[0] < greatest[0] ? [least, greatest] : [greatest, least]));
}

/** A value that stands alone is a dot. */
const lineOf = run => `M${run.map(point => point.join(" ")).join("L")}${run.length === 1 ? "h.4" : ""}`;

const areaOf = run =>
  `M${run[0][0]} ${HEIGHT}L${run.map(point => point.join(" ")).join("L")}L${run.at(-1)[0]} ${HEIGHT}Z`;

const round = value => Math.round(value * 100) / 100;
