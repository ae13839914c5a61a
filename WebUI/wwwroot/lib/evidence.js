import { clock, clockSeconds, dated, gib, nodeName, plural } from "./format.js";
import { plain } from "./lines.js";
import { serviceName } from "./watched.js";

/**
 * What stands beside the lines of an incident, as tables: who reported what, how the machines were, what containers
 * printed last before their services went down, and the last lines of a load that was under way.
 * @typedef {{ key: string, title: string, head: string[], rows: string[][], isText?: boolean }} Table
 * @returns {Table[]} one for each that there is
 */
export function evidence({ reports = [], nodes = [], logs = [], swap = null }, now = Date.now()) {
  return [
    reports.length > 0 && {
      key: "reports", title: "Reports", head: ["Said by", "Failed", "Well"],
      rows: reports.map(({ source, failed, ok }) => [plain(source ?? "") || "no name", String(failed), String(ok)])
    },
    ...nodes.filter(({ minutes }) => minutes.length > 0).map(node => machine(node, now)),
    ...logs.map(log => ({ key: log.change, title: logTitle(log, now), head: ["Time", "Line"], isText: true,
      rows: printed(log, now).map(([time, , words]) => [time, words]) })),
    swap && { key: "swap", title: swapTitle(swap), head: ["Time", "From", "Line"], isText: true,
      rows: printed(swap, now) }
  ].filter(Boolean);
}

function printed({ lines }, now) {
  const times = dated(lines.map(({ at_ms: at }) => at), now, clockSeconds);
  return lines.map(({ node, text }, i) => [times[i], nodeName(node), plain(text)]);
}

/** "Log of Parakeet: parakeet-asr on Spark 2, read at 12:00:07" */
const logTitle = ({ service, container, node, read_at: at }, now) =>
  `Log of ${serviceName(service)}: ${container} on ${nodeName(node)}, read at ${dated([at], now, clockSeconds)[0]}`;

function machine({ node, mem_total_bytes: total, minutes }, now) {
  const times = dated(minutes.map(({ at }) => at), now, clock);
  return {
    key: node, title: `${nodeName(node)}${total == null ? "" : `, ${gib(total)} GiB of memory`}`,
    head: ["Minute", "Least free, GiB", "Waits for memory, %", "Stands still, %", "Swap, GiB", "GPU, %", "GPU, °C"],
    rows: minutes.map((minute, i) => [times[i], memory(minute.mem_available_bytes),
      number(minute.memory_pressure_percent), number(minute.memory_stall_percent), memory(minute.swap_used_bytes),
      number(minute.gpu_percent), number(minute.gpu_temperature_c)])
  };
}

function swapTitle({ model, failure }) {
  const what = model ? `The load of ${model}` : "The stop";
  return `${what} that was under way${failure ? `. It failed: ${failure}` : ""}`;
}

/** What was not measured is no nought. */
const number = value => value == null ? "unknown" : String(Math.round(value * 10) / 10);
const memory = bytes => bytes == null ? "unknown" : gib(bytes);

/** "Evidence: 14 minutes of samples, 6 log lines"; where there is none, what the link does. */
export function evidenceWords({ nodes = [], logs = [], swap = null }) {
  const minutes = nodes.reduce((sum, { minutes: some }) => sum + some.length, 0);
  const lines = [...logs, swap].reduce((sum, log) => sum + (log?.lines.length ?? 0), 0);
  const words = [minutes > 0 && `${plural(minutes, "minute")} of samples`,
    lines > 0 && plural(lines, "log line")].filter(Boolean);
  return words.length > 0 ? `Evidence: ${words.join(", ")}` : "Open this incident";
}
