import { clockSeconds, full, moment, nodeName } from "./format.js";
import { reserved } from "./reservation.js";

/** Shorter gaps, and the start of a panel, are no news. */
const GRACE = 2000;

/**
 * Lines that matter now, the worst first.
 * @typedef {{ key: string, state: string, icon: string, strong: string, text: string,
 *             action?: { text: string, do: string } }} Banner
 * @returns {Banner[]}
 */
export function banners(view, { link, known, now, route }) {
  const { settings, driver, nodes, catalog } = view;
  const found = [];
  const add = (key, state, icon, strong, text, action) => found.push({ key, state, icon, strong, text, action });

  if (link.missedAt && now - link.missedAt > GRACE)
    add("lost", "stale", "clock", "The panel does not answer.",
      `${known ? `You see what was known at ${clockSeconds(link.lostAt)}; t` : "T"}his page tries again by itself.`);
  else if (link.staleSince)
    add("stale", "stale", "clock", "Redis does not answer.",
      `You see what was known at ${clockSeconds(link.staleSince)}; switching is off until it is back.`);
  else if (link.blankSince && now - link.blankSince > GRACE)
    add("blank", "stale", "clock", "The panel cannot reach Redis.",
      "What the Sparks do is not known until it can; switching is off.");

  if (driver?.another_panel)
    add("another", "attention", "alert", "Another panel drives these Sparks.",
      `It calls itself ${driver.another_panel} on them. This one only watches; nothing can be switched here until you`
      + " take over.", { text: "Take over", do: "takeover" });

  [...settings?.problems ?? [], ...catalog?.problems ?? []].forEach(({ file, line, problem, since }, i) =>
    add(`file-${i}-${file}`, "attention", "alert", `${file}${line ? `, line ${line},` : ""} cannot be read.`,
      `${problem} The values from ${moment(since, now)} stay in force.`));

  for (const name of ["spark1", "spark2"]) {
    const spark = settings?.[name];
    const node = driver?.links?.[name] ?? nodes[name]?.link;
    if (!spark || !node || route === "setup") continue;
    const since = node.since ? ` since ${moment(node.since, now, true)}` : "";
    const why = node.reason ? ` ${full(node.reason)}` : "";
    if (node.state === "untrusted" && spark.host_keys?.length)
      add(`key-${name}`, "failed", "lock", `${nodeName(name)} shows another host key.`,
        `It is refused until you compare and trust it.`, { text: "Compare", do: "setup" });
    else if (node.state === "untrusted")
      add(`trust-${name}`, "attention", "lock", `${nodeName(name)} is not trusted yet.`,
        `Compare its fingerprint once.`, { text: "Compare", do: "setup" });
    else if (node.state === "refused")
      add(`refused-${name}`, "failed", "key", `${nodeName(name)} refuses the key.`,
        `It answers, but does not let SparkControl in${since}.`, { text: "Set-up", do: "setup" });
    else if (node.state === "down")
      add(`down-${name}`, "failed", "alert", `${nodeName(name)} cannot be asked${since}.`,
        `${why.trim() || "It does not answer."} What it does now is unknown.`);
  }

  // Home says it below its sentence.
  const held = route === "home" ? null : reserved(view, now);
  if (held) add("reserved", "", "info", held.words, held.note);
  if (settings?.demo) add("demo", "", "info", "This is a simulated pair of Sparks.",
    "Everything can be tried; nothing real is touched.");
  (catalog?.skipped ?? []).forEach((entry, i) => {
    const { key, file, reason } = entry;
    if (concerns(catalog, entry, route)) add(`skipped-${i}-${key}`, "attention", "alert",
      `${key} in ${file} is not used.`, reason);
  });
  return found;
}

/** Whose settings are not used loads otherwise than its owner thinks: that is said wherever it can be loaded. */
const concerns = ({ models = [] }, { key }, route) => route === "models"
  || (route === "home" || route === "model") && models.some(model => model.key === key);
