import { mock } from "node:test";

/* The browser as far as what reads from the panel needs it: a clock, frames, and a panel that is played. */

export const START = Date.parse("2026-11-22T20:34:00Z");
export const iso = seconds => new Date(START + seconds * 1000).toISOString();

/** What was asked of the panel. */
export const asked = [];

/** How it answers: a path's beginning, and a body, a status, or what gives one by the address. */
const answers = new Map();

export function play(path, answer) { answers.set(path, answer); }

export function begin() {
  mock.timers.enable({ apis: ["Date", "setTimeout", "setInterval"], now: START });
  globalThis.requestAnimationFrame = act => setTimeout(act, 16);
  globalThis.fetch = async path => {
    asked.push(path);
    const [, answer] = [...answers].filter(([known]) => path.startsWith(known))
      .sort(([a], [b]) => b.length - a.length)[0] ?? [];
    const body = typeof answer === "function" ? await answer(new URL(path, "http://panel")) : answer;
    if (typeof body === "number") return { ok: false, status: body, json: async () => ({ detail: `It is ${body}.` }) };
    return { ok: true, status: 200, json: async () => structuredClone(body) };
  };
}

/** What was asked since the last time. */
export const taken = () => asked.splice(0);

/** Lets answers arrive. */
export const turn = async () => { for (let i = 0; i < 3; i++) await new Promise(setImmediate); };

/** Lets so many seconds pass, and what comes of them. */
export async function wait(seconds) {
  for (let i = 0; i < seconds; i++) {
    mock.timers.tick(1000);
    await turn();
  }
}
