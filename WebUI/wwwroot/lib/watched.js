/* The services that are watched, as the page names them. */

const NAMES = { vllm: "vLLM", parakeet: "Parakeet", magpie: "Magpie" };
const KINDS = { llm: "language model", stt: "speech to text", tts: "text to speech", other: "custom" };

export const serviceName = name => NAMES[name] ?? name;

/** Troubles in which a server answers and serves nothing. */
const HOLLOW = new Set(["stuck", "worker_gone", "gpu_wedged"]);

/** Whether what is down answers all the same; of a state its trouble is asked, of a line of the log its code. */
export const isHollow = trouble => HOLLOW.has(trouble?.code ?? trouble);

/** "does not answer", or what is true of it where it does. */
export const failing = ({ trouble } = {}) => isHollow(trouble) ? "does not work" : "does not answer";

/**
 * A service and what is known of it; `state` is null until somebody has asked it.
 * @typedef {{ name: string, title: string, kind: string, node: string | null, verdict: string,
 *             isDown: boolean, state: object | null }} Watched
 * @returns {Watched[]} the three we know, then the custom ones
 */
export function watched({ settings, services = {} }) {
  const custom = settings?.custom_services ?? [];
  const all = [["vllm", "llm"], ["parakeet", "stt"], ["magpie", "tts"],
    ...custom.map(({ name, kind }) => [name, kind])];
  return all.map(([name, kind]) => {
    const state = services[name] ?? null, said = verdict(name, settings, state);
    return { name, title: serviceName(name), kind: KINDS[kind] ?? kind, node: nodeOf(name, settings),
      verdict: said, isDown: !state?.planned && DOWN.has(said), state };
  });
}

/** Verdicts that count as an outage where no plan explains them: as the panel counts it. */
const DOWN = new Set(["unhealthy", "starting", "stopped"]);

/** What is switched off is so from the click on, not from the next look on. */
function verdict(name, settings, state) {
  if (settings?.disabled_services?.includes(name)) return "disabled";
  return state?.verdict ?? "unknown";
}

/** The Spark that a service runs on; null where its host is none of them. */
function nodeOf(name, settings) {
  if (name === "vllm") return "spark1";
  const host = settings?.[name]?.host ?? hostOf(settings?.custom_services?.find(one => one.name === name)?.url)
    ?? (settings?.spark2 ?? settings?.spark1)?.host;
  return ["spark1", "spark2"].find(node => host && settings?.[node]?.host === host) ?? null;
}

function hostOf(url) {
  try { return url ? new URL(url).hostname : null; } catch { return null; }
}
