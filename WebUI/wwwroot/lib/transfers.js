import { clockSeconds, nodeName, rate, sizeOf } from "./format.js";
import { roughly } from "./pace.js";

/**
 * One hop of a download as its bar tells it: from the Hub to a Spark, or from one Spark to the other.
 * @typedef {{ key: string, name: string, value: number | null, state: "working" | "stalled" | "done" | "queued",
 *             words: string }} Hop `value` in percent; null where the whole is not known
 */

/** @returns {Hop[]} in the order in which they happen */
export const hops = ({ transfers }) => (transfers ?? []).map(hop);

function hop(transfer) {
  const { node, from, bytes, total_bytes: total, percent } = transfer;
  return {
    key: `${from} ${node}`, name: `${from === "hub" ? "Hub" : nodeName(from)} to ${nodeName(node)}`,
    value: total > 0 ? percent : null, state: stateOf(transfer), words: words(bytes, total, percent, transfer)
  };
}

function stateOf({ bytes, verified, stalled_since: stalled, bytes_per_second: pace }) {
  if (verified) return "done";
  if (stalled) return "stalled";
  return bytes > 0 || pace > 0 ? "working" : "queued";
}

function words(bytes, total, percent, { from, verified, bytes_per_second: pace }) {
  if (verified) return `${sizeOf(total)}, all there`;
  if (bytes === 0 && !pace) return from === "hub" ? "not begun" : "starts when all is there";
  return total > 0 ? `${percent} %, ${sizeOf(bytes, total)}` : sizeOf(bytes);
}

/** The hop that is at work, or stands still; undefined while none is. */
export const moving = ({ transfers }) => (transfers ?? []).find(one =>
  !one.verified && (one.stalled_since || one.bytes_per_second > 0));

/** "118 MB/s, about 8 minutes left." What is not known is named. */
export function speed(transfer) {
  if (!transfer || transfer.bytes_per_second == null) return "How fast it is, is not known yet.";
  const left = transfer.eta_seconds == null ? "time left unknown" : `${roughly(transfer.eta_seconds * 1000)} left`;
  return `${rate(transfer.bytes_per_second)}, ${left}.`;
}

/** What a stall is, and what becomes of it. */
export const stall = ({ node, stalled_since: since, bytes }) =>
  `No byte has reached ${nodeName(node)} since ${clockSeconds(since)}. It is begun again by itself`
  + `${bytes > 0 ? `; the ${sizeOf(bytes)} that are there are kept` : ""}.`;
