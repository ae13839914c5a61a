import { inMemory } from "./lanes-memory.js";
import { inTime } from "./lanes-time.js";
import { activeSwap, failedSwap } from "./running.js";

/**
 * What <pair-lanes> draws. x is memory in GiB at rest and time in ms during a load; `of` is its end.
 * @typedef {{ part?: string, state?: string, at: number, size: number, fill?: number | null, id?: string }} Piece
 * @typedef {{ node: string, title: string, note: string, state: "free" | "unknown" | null, of: number,
 *             pieces: Piece[] }} Lane
 * @typedef {{ text: string, figure?: string, at: number, size: number, state?: string, line?: boolean }} Name
 * @typedef {{ state: string, id: string | null, lanes: Lane[], of: number, names: Name[],
 *             band: number | null, clock: number | null,
 *             axis: { from: string, now: string, nowAt: number, end: string | null, still: boolean } | null,
 *             mouth: [string, string], joint: ("free" | "open" | null)[], caption: string }} Drawing
 */

/** @returns {Drawing} */
export function drawing(view, { now, closed, newest }) {
  const nodes = view.settings?.spark2 ? ["spark1", "spark2"] : ["spark1"];
  const swap = activeSwap(view) ?? failedSwap(view, closed);
  return swap?.kind === "load" ? inTime(swap, nodes, now) : inMemory(view, nodes, activeSwap(view), { now, newest });
}
