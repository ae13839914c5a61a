import { count } from "./format.js";

/** "16k", "139k": a context as an axis has room for it. */
export const short = tokens => tokens >= 1000 ? `${count(Math.floor(tokens / 1000))}k` : count(tokens);

const STEP = 1024;

/** How far two words below the axis have to be apart, in percent of it. */
const ROOM = 20;

/**
 * The axis of the context: from where to where, and what stands below it. It ends at what the model can, or holds more
 * than that only where somebody has set it.
 * @param {{ now: number | null, catalog: number | null, largest: number | null, most?: number | null }} known in tokens
 * @param {{ min: number, max: number } | null} held its ends while somebody moves the thumb: they stay where they are
 */
export function axis({ now, catalog, largest, most = null }, held = null) {
  const { min, max } = held ?? ends({ now, catalog, largest, most });
  const at = largest != null && largest >= min && largest <= max
    ? Math.round((largest - min) / (max - min) * 1000) / 10 : null;
  return { min, max, step: STEP, ticks: [
    (at === null || at > ROOM) && { at: 0, text: short(min) },
    at !== null && { at, text: `${short(largest)} fits`, strong: true },
    (at === null || at < 100 - ROOM) && { at: 100, text: short(max) }
  ].filter(Boolean) };
}

function ends({ now, catalog, largest, most }) {
  const min = now !== null && now < 8 * STEP || most !== null && most <= 4 * STEP ? STEP : 4 * STEP;
  const set = Math.max(now ?? 0, catalog ?? 0);
  if (most !== null && most > min) return { min, max: Math.max(most, set) };
  return { min, max: 2 ** Math.ceil(Math.log2(Math.max(set, Math.min(largest ?? 0, 2 ** 20), 8 * STEP))) };
}
