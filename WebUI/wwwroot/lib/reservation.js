import { plural } from "./format.js";

/* The lock that automation holds, as it stands at this moment: it ends by itself, whether or not anybody says so. */

/** "for 12 more minutes" @param {number} ms */
export function forLonger(ms) {
  const minutes = Math.ceil(ms / 60_000);
  if (minutes <= 1) return ms < 60_000 ? "for less than a minute" : "for one more minute";
  if (minutes < 120) return `for ${plural(minutes, "more minute")}`;
  return `for ${plural(Math.round(minutes / 60), "more hour")}`;
}

/**
 * @returns {{ holder: string, words: string, note: string } | null} null when nobody holds it, or it has expired
 */
export function reserved({ reservation: held }, now) {
  if (!held?.holder || !(held.expires_at_ms > now)) return null;
  return {
    holder: held.holder, words: `${held.holder} has reserved the Sparks ${forLonger(held.expires_at_ms - now)}.`,
    note: held.note ? `Its note: “${held.note}”.` : ""
  };
}

/** @param {{ holder: string }} asked who held it when the question was put */
export function releaseQuestion(view, { holder }, now) {
  const held = reserved(view, now);
  const why = !held ? "Nobody holds the Sparks any more."
    : held.holder !== holder ? `${held.holder} holds the Sparks now. Close this and ask again.` : null;
  return {
    title: "Release the Sparks?", keep: `Leave them to ${holder}`, go: "Release them", why,
    words: [held?.words, held?.note, "It is not told: whatever it still wants to do may meet another load."]
      .filter(Boolean).join(" ")
  };
}
