import { list, nodeName, plural, size, sizeOf, word } from "./format.js";

export const weightsOf = model => model.repo ?? model.local_path;

/** Where the weights are, by Spark: solid, part, none or unknown. A solo model needs Spark 1 alone. */
export function onDisk(model, { disk, settings }) {
  const needed = model.nodes === "cluster" ? ["spark1", "spark2"] : ["spark1"];
  const look = name => disk?.nodes[name] ? disk.nodes[name].weights[weightsOf(model)] ?? null : undefined;
  const found = { spark1: look("spark1"), spark2: look("spark2") };
  const mark = name => found[name] === undefined ? "unknown"
    : !found[name] ? "none" : found[name].complete ? "solid" : "part";
  const marks = { spark1: mark("spark1"), spark2: needed.length === 2 || found.spark2 ? mark("spark2") : "none" };
  const states = needed.map(mark);
  const state = states.every(one => one === "solid") ? "disk"
    : states.includes("unknown") && !states.includes("none") && !states.includes("part") ? "unknown"
    : states.every(one => one === "none") ? "absent" : "part";
  return { marks, state, found, text: diskText(model, needed, found, state, settings) };
}

/** "Spark 2 lacks 41 of 219 GiB", where the other one tells how much there should be; null where it does not. */
function lacks(found, name) {
  const whole = found[name === "spark1" ? "spark2" : "spark1"];
  if (found[name].complete || !whole?.complete || whole.bytes <= found[name].bytes) return null;
  return `${nodeName(name)} lacks ${sizeOf(whole.bytes - found[name].bytes, whole.bytes)}`;
}

/** "Spark 1 has 1.9 TiB free, Spark 2 has 2.2 TiB. One download is running." */
export function freeWords({ disk, settings, jobs, catalog }) {
  const configured = ["spark1", "spark2"].filter(name => settings?.[name] || disk?.nodes[name]);
  const room = configured.map((name, i) => {
    const bytes = disk?.nodes[name]?.free_bytes;
    return bytes == null ? `what ${nodeName(name)} has free is not known`
      : `${nodeName(name)} has ${size(bytes)}${i === 0 ? " free" : ""}`;
  });
  const isAnyKnown = configured.some(name => disk?.nodes[name]?.free_bytes != null);
  const running = (jobs ?? []).filter(({ kind, ended_at: end, verifies }) =>
    kind === "download" && !end && !verifies).length;
  const skipped = catalog?.skipped?.length ?? 0;
  return [
    isAnyKnown ? `${room.join(", ").replace(/^w/, "W")}.` : "What is on the disks is not known yet.",
    running > 0 && `${word(running)} ${running === 1 ? "download is" : "downloads are"} running.`,
    skipped > 0 && `${plural(skipped, "entry", "entries")} of yours cannot be used.`
  ].filter(Boolean).join(" ");
}

function diskText(model, needed, found, state, settings) {
  if (needed.length === 2 && settings && !settings.spark2) return "Needs two Sparks; one is set up";
  const unknown = needed.filter(name => found[name] === undefined);
  if (unknown.length === needed.length) return "Not known yet whether it is on disk";
  const missing = needed.filter(name => found[name] === null);
  const there = needed.filter(name => found[name]);
  const unfinished = there.filter(name => !found[name].complete);
  if (state === "absent")
    return `Not on disk: ${list(missing.map(nodeName))} ${missing.length === 1 ? "lacks" : "lack"} the weights`;
  const isShort = there.some(name => lacks(found, name));
  const told = there.map(name => lacks(found, name)
    ?? `${size(found[name].bytes)} on ${nodeName(name)}${found[name].complete ? "" : ", unfinished"}`);
  const isSame = there.length === 2 && found.spark1.bytes === found.spark2.bytes && unfinished.length === 0;
  const sized = isSame ? `${size(found.spark1.bytes)} on each Spark` : isShort ? told.join("; ") : list(told);
  return [
    sized || null,
    missing.length ? `${list(missing.map(nodeName))} lacks the weights` : null,
    unknown.length ? `${list(unknown.map(nodeName))} unknown` : null
  ].filter(Boolean).join("; ");
}
