import { nodeName } from "./format.js";

const SAID = {
  down: ["cannot be asked", "no answer"], untrusted: ["is not trusted", "not trusted"],
  refused: ["refuses the key", "key refused"]
};
const UNASKED = ["was not asked yet", "not asked"];

/**
 * "Both Sparks answer", "Spark 2 refuses the key": what stands at the top of every page.
 * @returns {{ wide: string, narrow: string, state: string }}
 */
export function reach({ settings, driver, nodes }, { open, known }) {
  if (!open) return { wide: "The panel does not answer", narrow: "No answer", state: "failed" };
  if (!known) return same("Connecting", "unknown");
  const names = ["spark1", "spark2"].filter(name => settings?.[name]);
  if (names.length === 0) return same("Not set up", "unknown");

  const links = names.map(name => [nodeName(name), (driver?.links?.[name] ?? nodes[name]?.link)?.state ?? "unknown"]);
  const bad = links.find(([, state]) => !["up", "slow"].includes(state));
  if (bad) {
    const [name, state] = bad;
    const [wide, narrow] = SAID[state] ?? UNASKED;
    return { wide: `${name} ${wide}`, narrow: `${name}: ${narrow}`, state };
  }
  const slow = links.find(([, state]) => state === "slow");
  if (slow) return { wide: `${slow[0]} answers slowly`, narrow: `${slow[0]}: slow`, state: "slow" };
  return names.length === 2 ? { wide: "Both Sparks answer", narrow: "Sparks answer", state: "up" }
    : same("Spark 1 answers", "up");
}

const same = (words, state) => ({ wide: words, narrow: words, state });
