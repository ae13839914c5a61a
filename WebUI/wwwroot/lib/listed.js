import { get } from "./api.js";
import { link, refresh, store } from "./live.js";

/* What GET /api/services says beside the state: what hinders, and the links. Read when what it is made of changes. */

let made = null;
let answer = null;

/** @returns {{ services: object[] } | { problem: string } | null} null until it was read */
export function listed() {
  if (!store.known) return answer;
  const driver = store.get("driver");
  const now = JSON.stringify([store.get("settings"), driver?.another_panel, states(driver),
    store.get("service:vllm")?.model, Boolean(link.lostAt || link.staleSince || link.blankSince)]);
  if (now !== made) {
    made = now;
    get("/api/services").then(found => found, ({ message }) => ({ problem: message }))
      .then(found => { answer = found; refresh(); });
  }
  return answer;
}

const states = driver => Object.entries(driver?.links ?? {}).map(([name, { state }]) => [name, state]);
