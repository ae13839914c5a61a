import { Again } from "./again.js";
import { get } from "./api.js";
import { link, refresh, store } from "./live.js";

/* What GET /api/services says beside the state: what hinders, and the links. Read when what it is made of changes. */

let made = null;
let answer = null;

const reading = new Again(async () => {
  answer = await get("/api/services").catch(({ message }) => ({ problem: message }));
  refresh();
  return !answer.problem;
});

/** @returns {{ services: object[] } | { problem: string } | null} null until it was read */
export function listed() {
  if (!store.known) return answer;
  const driver = store.get("driver");
  const capped = store.get("action:parakeet");
  const now = JSON.stringify([store.get("settings"), driver?.another_panel, states(driver),
    store.get("service:vllm")?.model, capped?.id, capped?.ended_at,
    store.get("service:parakeet")?.container?.started_at,
    Boolean(link.lostAt || link.staleSince || link.blankSince)]);
  if (now !== made) {
    made = now;
    reading.run();
  }
  return answer;
}

const states = driver => Object.entries(driver?.links ?? {}).map(([name, { state }]) => [name, state]);
