/** States as the panel sends them, for the tests of the page's pure modules. */

const at = start => seconds => new Date(start + seconds * 1000).toISOString();
const stage = (phase, step, seconds) => ({ phase, step, median_ms: seconds * 1000 });

export const START = Date.parse("2026-11-22T20:34:00Z");

export const usual = {
  p50_ms: 642_000, p90_ms: 745_000, loads: 14,
  stages: [stage("preflight", null, 3), stage("stopping", null, 24), stage("launching", null, 16),
    stage("loading", "distribute", 21),
    stage("loading", "weights", 370), stage("loading", "compile", 140), stage("loading", "kv_cache", 14),
      stage("loading", "graphs", 48), stage("loading", "serve", 6)]
};

const BEGINNINGS = [["preflight", null, 0], ["stopping", null, 3], ["launching", null, 27],
  ["loading", "distribute", 43], ["loading", "weights", 64], ["loading", "compile", 434], ["loading", "kv_cache", 574]];

/** A load of Qwen3-VL, `seconds` after the click. */
export function load(seconds, more = {}) {
  const time = at(START);
  const stages = BEGINNINGS.filter(([, , begin]) => begin <= seconds)
    .map(([phase, step, begin]) => ({ phase, step, at: time(begin) }));
  return {
    id: "s1", kind: "load", model: "qwen3-vl", model_name: "Qwen3-VL 235B A22B", weights: "RedHatAI/Qwen3-VL",
      replaces: "Gemma 4", phase: stages.at(-1).phase, step: stages.at(-1).step,
    requested_at: time(0), ended_at: null, stages, percent: 40, usual,
      eta: { from: time(642), to: time(745), loads: 14 }, stalled_since: null, failure: null, cancel_requested: false,
    nodes: [{ node: "spark1", part: 31 / 49, done: 31, total: 49, unit: "shards" },
      { node: "spark2", part: 28 / 49, done: 28, total: 49, unit: "shards" }], run: { model: { nodes: "cluster" } },
      ...more
  };
}

/** The same load, failed at the KV cache after 9:41. */
export function failed() {
  const swap = load(580);
  return { ...swap, phase: "failed", ended_at: at(START)(585),
    stages: [...swap.stages, { phase: "failed", step: null, at: at(START)(581) }] };
}

/** A stop of Qwen3-VL that has ended after 92 s. */
export function stopped(phase, remains = "empty") {
  const stages = [["preflight", 0], ["stopping", 1], [phase, 92]]
    .map(([name, seconds]) => ({ phase: name, step: null, at: at(START)(seconds) }));
  return { ...load(0), id: "s2", kind: "stop", model: null, model_name: null, weights: null, usual: null, eta: null,
    replaces: "Qwen3-VL 235B A22B", phase, step: null, stages, ended_at: at(START)(92),
    nodes: [{ node: "spark1", remains: "empty" }, { node: "spark2", remains }] };
}

export const settings = {
  spark1: { name: "spark1", host: "192.168.1.41", user: "nik", port: 22,
    host_keys: [{ type: "ssh-ed25519", fingerprint: "SHA256:one" }] },
  spark2: { name: "spark2", host: "192.168.1.42", user: "nik", port: 22,
    host_keys: [{ type: "ssh-ed25519", fingerprint: "SHA256:two" }] },
  vllm_port: 8888, launcher_dir: "~/spark-vllm-docker", problems: [], demo: false
};

export const model = (key, nodes = "cluster") =>
  ({ key, name: key, repo: `org/${key}`, local_path: null, nodes, settings: {}, bundled_settings: {}, args: [] });

export const vllm = (verdict, more = {}) =>
  ({ name: "vllm", verdict, since: at(START)(0), requests_running: 0, requests_waiting: 0, ...more });

/** A view as the store gives it, with everything unknown unless said. */
export const view = known => ({ nodes: {}, ...known });
