import { sparkName } from "../actions/testAnswer";
import { jsonObject } from "../files/jsonObject";
import { ask } from "../panel";
import { ports } from "../places";
import type { Health } from "./service";

/** What `GET /api/status` of ControlApi says of the Sparks. */
export type Status = {
  configured: boolean;
  stale_seconds: number | null;
  nodes: Record<string, { link: { state: string; reason: string | null } } | null>;
};

const words: Record<string, string> = {
  up: "answers.",
  slow: "answers slowly.",
  down: "does not answer.",
  untrusted: "shows a key that nobody has confirmed: open the page and compare its fingerprint.",
  refused: "refuses the key of SparkControl: run Show Public Key.",
  unknown: "was not asked yet.",
};

const good = ["up", "slow"];

/** Both Sparks in a sentence. A Spark that could not be asked has not said no. */
export function healthOf(status: Status): Health {
  if (!status.configured) {
    return { result: "disabled", message: "No Spark is set up. Run Configure Sparks, or open the page." };
  }

  if (status.stale_seconds !== null) {
    return { result: "waiting", message: "Not known: SparkControl cannot reach its state store." };
  }

  const sparks = Object.entries(status.nodes).map(([node, seen]) => ({
    name: sparkName(node), state: seen?.link.state ?? "unknown", reason: seen?.link.reason,
  }));
  const message = sparks.map(({ name, state, reason }) =>
    `${name} ${words[state] ?? `is ${state}.`}${reason && !good.includes(state) ? ` ${reason}` : ""}`).join(" ");
  const isUnknown = (state: string) => state === "unknown";
  if (sparks.some(({ state }) => !good.includes(state) && !isUnknown(state))) return { result: "failure", message };

  return { result: sparks.some(({ state }) => isUnknown(state)) ? "starting" : "success", message };
}

export async function sparksHealth(): Promise<Health> {
  const answer = await ask(ports.panel, "/api/status");
  const status = answer?.status === 200 ? jsonObject(answer.text) : null;
  return status === null
    ? { result: "waiting", message: "Not known: SparkControl does not answer." }
    : healthOf(status as Status);
}
