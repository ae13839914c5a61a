import { full } from "./format.js";

/**
 * What came of a test of notifications, a line for each address.
 * @param {{ sent: { host: string, status: number | null, problem: string | null, ms: number }[] }} answer
 * @returns {{ state: "healthy" | "failed", words: string }[]}
 */
export function sentTo({ sent = [] }) {
  if (sent.length === 0) return [{ state: "unknown", words: "Nobody was told: no address is saved." }];
  return sent.map(({ host, status, problem, ms }) => {
    const isTaken = !problem && status >= 200 && status < 300;
    return { state: isTaken ? "healthy" : "failed",
      words: isTaken ? `${host} took it in ${Math.max(1, Math.round(ms))} ms.`
        : full(`${host} did not take it: ${problem ?? `it answered ${status}`}`) };
  });
}
