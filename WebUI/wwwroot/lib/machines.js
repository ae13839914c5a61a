import { count, gib, list, moment, nodeName, plural, size } from "./format.js";
import { throttle } from "./throttle.js";

const GIB = 2 ** 30;

/** Samples come every 5 s: one that cost 25 ms took half a percent of a core. */
const EVERY_MS = 5000;

/** Figures this much older than now are old though nobody has said so, in ms. */
const OLD = 60_000;

/**
 * A machine as its card shows it. `plots` name their series; a figure that is not known is null.
 * @typedef {{ name: string, title: string, note: string, state: string, word: string, old: string | null,
 *             warning: object | null, memory: { total: number, used: number, said: string,
 *             parts: { part: string, label: string, at: number, size: number }[] } | null,
 *             plots: { label: string, value: string, unit: string, series: string, high?: number, low?: number,
 *             area?: boolean }[],
 *             facts: string[] }} Machine
 */

/** @returns {Machine[]} */
export function machines(view, { now }) {
  return ["spark1", "spark2"].filter(name => view.settings?.[name]).map(name => machine(name, view, now));
}

function machine(name, { settings, nodes, driver }, now) {
  const node = nodes[name];
  const link = driver?.links?.[name] ?? node?.link;
  const sample = node?.sample ?? null;
  return {
    name, title: nodeName(name), note: `${settings[name].host}, ${name === "spark1" ? "head" : "worker"}`,
    ...mark(link, sample, now), old: oldness(node, now), warning: node?.warning ?? null,
    memory: memory(node), plots: plots(sample), facts: facts(node, sample)
  };
}

function mark(link, sample, now) {
  switch (link?.state) {
    case "up": return { state: "healthy",
      word: sample?.uptime_seconds != null ? `Up ${long(sample.uptime_seconds)}` : "Answers" };
    case "slow": return { state: "attention", word: "Answers slowly" };
    case "down": return { state: "unknown", word: link.since ? `Silent since ${moment(link.since, now)}` : "Silent" };
    case "untrusted": return { state: "failed", word: "Not trusted" };
    case "refused": return { state: "failed", word: "Refuses the key" };
    default: return { state: "unknown", word: "Not asked yet" };
  }
}

/** How old the figures are, as a sentence; null while they are of now. */
function oldness(node, now) {
  if (!node?.sampled_at) return node?.sample ? null : "No sample of it yet.";
  const isOld = node.stale || node.silent || now - Date.parse(node.sampled_at) > OLD;
  return isOld ? `Figures are from ${moment(node.sampled_at, now, true)}.` : null;
}

/** What the data tells apart. */
function memory(node) {
  if (node?.mem_total_bytes == null || node.mem_available_bytes == null) return null;
  const total = node.mem_total_bytes / GIB, used = (node.mem_total_bytes - node.mem_available_bytes) / GIB;
  const model = node.model_bytes == null ? null : Math.min(used, node.model_bytes / GIB);
  const parts = model === null ? [{ part: "used", label: "in use", at: 0, size: used }]
    : [{ part: "system", label: "system and other containers", at: 0, size: used - model },
      { part: "weights", label: "model", at: used - model, size: model }].filter(({ size: gibs }) => gibs >= 0.05);
  const said = parts.map(({ label, size: gibs }) => `${gibs.toFixed(1)} GiB ${label}`);
  return { total, used, parts, said: `${[...said, `${(total - used).toFixed(1)} GiB free`].join(", ")}` };
}

function plots(sample) {
  const { gpu, memory_pressure: pressure } = sample ?? {};
  const figure = (value, unit, digits = 0) =>
    ({ unit, value: value == null ? "unknown" : `${value.toFixed(digits)} ${unit}` });
  return [
    { label: "GPU", ...figure(gpu?.utilization_percent, "%"), series: "gpu_percent", high: 100, area: true },
    { label: "Temperature", ...figure(gpu?.temperature_c ?? sample?.temperature_c, "°C"),
      series: gpu?.temperature_c == null && sample?.temperature_c != null ? "temperature_c" : "gpu_temperature_c",
      low: 20, high: 100 },
    { label: "Power", ...figure(gpu?.power_w, "W"), series: "gpu_power_w", high: 100 },
    { label: "Pressure", ...figure(pressure?.some_percent10, "%", 1), series: "memory_pressure_percent", high: 100 }
  ];
}

function facts(node, sample) {
  if (!sample) return [];
  const { gpu, disks, swap_total_bytes: swap, swap_free_bytes: left, cost_cpu_ms: cost, load1 } = sample;
  return [
    ...(disks ?? []).map(disk => `${disks.length === 1 ? "Disk" : diskName(disk)} ${size(disk.free_bytes)} of `
      + `${size(disk.size_bytes)} free.`),
    swap != null && left != null && swapWords(swap, swap - left),
    gpu?.sm_clock_mhz != null && `Clock ${count(Math.round(gpu.sm_clock_mhz))} MHz${throttle(gpu.throttle)}.`,
    load1 != null && `Load ${load1.toFixed(1)}.`,
    node.gpu_process_bytes == null && "No GPU memory figure: nvidia-smi does not give one.",
    ...(sample.containers ?? []).filter(({ oom_killed: killed }) => killed)
      .map(({ name }) => `${name} was stopped by the kernel: out of memory.`),
    cost != null && `Watching costs ${costWords(cost / EVERY_MS * 100)} of a core.`
  ].filter(Boolean);
}

const diskName = ({ mount, holds }) => holds?.length ? `Disk of ${list(holds)}` : `Disk ${mount}`;

const costWords = percent => percent < 0.1 ? "less than 0.1 %" : `${percent.toFixed(1)} %`;

const swapWords = (all, used) => all === 0 ? "No swap." : used === 0 ? "Swap 0 B." : `Swap ${gib(used)} GiB.`;

/** 41 days, 5 hours, 12 minutes: one unit is enough. */
function long(seconds) {
  if (seconds >= 172_800) return plural(Math.floor(seconds / 86_400), "day");
  return seconds >= 7200 ? plural(Math.floor(seconds / 3600), "hour") : plural(Math.floor(seconds / 60), "minute");
}

/** What of a node's sample is plotted, by the names of its series. */
export const nodePoint = ({ gpu, temperature_c: heat, memory_pressure: pressure }) => ({
  gpu_percent: gpu?.utilization_percent, gpu_temperature_c: gpu?.temperature_c, temperature_c: heat,
  gpu_power_w: gpu?.power_w, memory_pressure_percent: pressure?.some_percent10
});
