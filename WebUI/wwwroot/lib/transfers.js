import { clockSeconds, nodeName, rate, sizeOf } from "./format.js";
import { roughly } from "./pace.js";

/**
 * One bar of a download: from the Hub to a Spark, or from one Spark to the other; of a check, one Spark.
 * @typedef {{ key: string, name: string, value: number | null, state: "working" | "stalled" | "done" | "queued",
 *             words: string }} Hop `value` in percent; null where the whole is not known
 */

/** @returns {Hop[]} in the order in which they happen; the Sparks of a check read beside each other */
export const hops = ({ transfers, verifies }) => (transfers ?? []).map(verifies ? reading : hop);

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

function reading({ node, bytes, total_bytes: total, percent, verified, stalled_since: stalled }) {
  return {
    key: node, name: nodeName(node), value: total > 0 ? percent : null,
    state: verified ? "done" : stalled ? "stalled" : "working",
    words: verified ? `${sizeOf(total)}, as on the Hub` : `${percent} %, ${sizeOf(bytes, total)} read`
  };
}

/** The hop that stands still; undefined while none does. */
export const still = ({ transfers }) => (transfers ?? []).find(one => !one.verified && one.stalled_since);

const moving = ({ transfers }) => (transfers ?? []).find(one => !one.verified && one.bytes_per_second > 0);

const forTime = (seconds, behind) =>
  seconds == null ? "time left unknown" : `${roughly(seconds * 1000)}${behind}`;

/**
 * "118 MB/s, about 8 minutes left."; of one that comes to two Sparks also how far the whole is, how long all of it
 * takes and what follows. What is not known is named.
 */
export function pace(job) {
  const at = moving(job), all = whole(job);
  if (!at) return [all && `${all}.`, "How fast it is, is not known yet."].filter(Boolean).join(" ");
  const next = job.transfers.find(one => one !== at && !one.verified), { eta_seconds: left } = job;
  if (!next) return `${all && `${all}. `}${rate(at.bytes_per_second)}, ${forTime(at.eta_seconds, " left")}.`;
  const long = left == null ? ", which takes as long as their link needs" : "";
  return `${all}${left == null ? "" : `, ${forTime(left, " left")}`}. ${rate(at.bytes_per_second)}, `
    + `${forTime(at.eta_seconds, ` to ${nodeName(at.node)}`)}; then it is copied to ${nodeName(next.node)}${long}.`;
}

const whole = ({ percent, transfers }) => (transfers ?? []).length < 2 ? ""
  : percent == null ? "How far the whole is, is not known" : `${percent} % of the whole`;

/** "Every byte is read and compared with the Hub's sums, about 5 minutes left." */
export function reads(job) {
  if (!job.transfers?.length) return "The Hub is asked what every byte should be.";
  const rest = job.transfers.filter(({ verified }) => !verified).map(({ eta_seconds: left }) => left);
  const left = rest.length > 0 && rest.every(one => one != null) ? `, ${forTime(Math.max(...rest), " left")}` : "";
  return `Every byte is read and compared with the Hub's sums${left}.`;
}

/** What a stall is, and what becomes of it. */
export const stall = ({ node, stalled_since: since, bytes }, isCheck) => isCheck
  ? `Nothing has been read on ${nodeName(node)} since ${clockSeconds(since)}: its disk may be busy, or at fault.`
  : `No byte has reached ${nodeName(node)} since ${clockSeconds(since)}. If none comes within a minute, it is begun`
    + ` again${bytes > 0 ? "; files that are whole are kept" : ""}.`;
