import { forLonger } from "./reservation.js";

/**
 * A refusal of the panel in the words of the page: the panel's own are for programs too.
 * @param {import("./api.js").Problem} problem
 */
export function refusal({ code, message, holder, seconds }) {
  switch (code) {
    case "swap_runs": return "Another load or stop began a moment ago.";
    case "update_runs": return "The launcher is being updated. Wait until that is done.";
    case "reserved": return `${holder ?? "Another app"} has reserved the Sparks${
      seconds ? ` ${forLonger(seconds * 1000)}` : ""}. Wait until the reservation ends.`;
    case "redis_away": return "Redis does not answer. Nothing was changed.";
    default: return message;
  }
}
