import { list } from "./format.js";

/** What slows a clock, by the words of nvidia-smi. */
const BRAKES = { sw_power_cap: "the power limit", hw_power_brake_slowdown: "the power supply",
  hw_thermal_slowdown: "heat", sw_thermal_slowdown: "heat", hw_slowdown: "the hardware" };

/** Why a clock is slow, behind its figure: null is not known, empty is no reason. @param {string[] | null} reasons */
export function throttle(reasons) {
  if (reasons == null) return "";
  const named = [...new Set(reasons.map(reason => BRAKES[reason] ?? reason.replaceAll("_", " ")))];
  const told = named.length > 1 ? named.filter(name => name !== BRAKES.hw_slowdown) : named; // it comes with its cause
  return told.length === 0 ? ", not throttled" : `, slowed by ${list(told)}`;
}
