/**
 * The state that the panel sends, by key. A value never goes back a rev within one generation;
 * a snapshot of another generation, or one that does not name it, replaces everything.
 * @typedef {{ rev: number, observed_at: string, value: any }} Observed
 */
export class Store {
  /** How long a word of HealthMonitor counts, in ms: it looks every 5 s; one that died leaves its last word behind. */
  static FRESH = 20_000;

  /** @type {Map<string, Observed>} */
  #entries = new Map();
  #generation = null;

  /** True once a snapshot has come. */
  known = false;

  /** How far the panel's clock is ahead of this browser's, in ms: a phone may be minutes off. */
  ahead = 0;

  /** @param {{ keys: Record<string, Observed>, generation?: string, now?: string }} snapshot */
  snapshot({ keys, generation = null, now }) {
    if (now) this.ahead = Date.parse(now) - Date.now();
    const same = generation !== null && generation === this.#generation;
    const before = this.#entries;
    this.#generation = generation;
    this.#entries = new Map(Object.entries(keys));
    this.known = true;
    if (!same) return;
    for (const [key, had] of before) if (!(this.#entries.get(key)?.rev >= had.rev)) this.#entries.set(key, had);
  }

  /** @returns {boolean} whether anything moved */
  change({ key, rev, observed_at, value }) {
    if (this.#entries.get(key)?.rev >= rev) return false;
    this.#entries.set(key, { rev, observed_at, value });
    return true;
  }

  /** The panel's time, in ms since 1970. */
  now() { return Date.now() + this.ahead; }

  get(key) { return this.#entries.get(key)?.value ?? undefined; }

  /** Another text after each write of a key, also where its value is the same. */
  mark(key) { return `${this.#generation} ${this.#entries.get(key)?.rev ?? ""}`; }

  observedAt(key) { return this.#entries.get(key)?.observed_at; }

  /** When the newest value was observed: what a stale page shows. */
  newest() {
    return [...this.#entries.values()]
      .reduce((newest, { observed_at }) => observed_at > newest ? observed_at : newest, "");
  }

  /** What was looked at and is no longer: services and nodes by their keys. */
  silent() {
    return [...this.#entries].filter(([key, { observed_at }]) => /^(service|node):/.test(key)
      && this.now() - Date.parse(observed_at) > Store.FRESH).map(([key]) => key);
  }

  /**
   * All that the page knows, as its functions name it. A key that is missing is undefined: unknown, not zero.
   * @param {string[]} silent the keys whose last word no longer counts
   */
  view(silent = []) {
    const service = name => silent.includes(name)
      ? unlooked(this.get(name), { verdict: "unknown", since: this.observedAt(name) }) : this.get(name);
    const node = name => silent.includes(name)
      ? unlooked(this.get(name), { link: { state: "unknown", since: this.observedAt(name), reason: NOBODY } })
      : this.get(name);
    return {
      settings: this.get("settings"), catalog: this.get("catalog"),
      disk: this.get("disk"), launcher: this.get("launcher"),
      swap: this.get("swap"), failed: this.get("failed"),
      usual: this.get("usual"), good: this.get("good"), driver: this.get("driver"),
      reservation: this.get("reservation"), vllm: service("service:vllm"),
      nodes: { spark1: node("node:spark1"), spark2: node("node:spark2") },
      services: this.#all("service:", service), actions: this.#all("action:", name => this.get(name)),
      journal: this.get("journal"), upstream: this.get("upstream"), former: this.get("former"),
      jobs: Object.values(this.#all("job:", name => this.get(name)))
    };
  }

  /** What there is below a prefix, by the name behind it. */
  #all(prefix, look) {
    const keys = [...this.#entries.keys()].filter(key => key.startsWith(prefix));
    return Object.fromEntries(keys.map(key => [key.slice(prefix.length), look(key)]).filter(([, value]) => value));
  }
}

const NOBODY = "Nobody looks at it any more: is HealthMonitor running?";

const unlooked = (value, unknown) =>
  ({ ...value, silent: true, evidence: NOBODY, requests_running: null, requests_waiting: null, tokens: null,
    trouble: null, ...unknown });
