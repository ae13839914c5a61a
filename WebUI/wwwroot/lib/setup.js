import { list, nodeName } from "./format.js";

const MARKS = { ok: "healthy", failed: "unhealthy", unknown: "unknown" };
const NEEDS = ["tools", "docker", "launcher", "image", "other_node"];

/**
 * Where set-up stands, from the settings and the last test.
 * @typedef {{ state?: string, title: string, code?: string, words?: string,
 *             command?: string }} Proof
 * @returns {{ states: Record<string, "done" | "now" | "failed" | "next">, undone: number,
 *             proofs: Record<string, Proof[]>,
 *             offers: { node: string, title: string, type: string, fingerprint: string, replaces: string | null }[] }}
 */
export function steps(settings, report, testing) {
  const sparks = ["spark1", "spark2"].filter(name => settings[name]).map(name => settings[name]);
  const tested = name => report?.nodes.find(({ node }) => node === name);
  const found = (name, check) => tested(name)?.checks.find(one => one.name === check);

  const offers = sparks.map(spark => offer(spark, tested(spark.name))).filter(Boolean);
  const trusted = sparks.length > 0 && sparks.every(spark => spark.local || tested(spark.name)?.trusted);
  const checks = names => sparks.flatMap(({ name }) => names.map(check => found(name, check)).filter(Boolean));
  const well = names => sparks.length > 0 && report !== null && checks(names).length > 0
    && checks(names).every(({ state }) => state === "ok");

  const facts = [
    ["hosts", sparks.length > 0, false],
    ["key", well(["reach", "login"]), checks(["reach", "login"]).some(({ state }) => state === "failed")],
    ["trust", trusted, offers.some(({ replaces }) => replaces)],
    ["needs", well(NEEDS), checks(NEEDS).some(({ state }) => state === "failed")]
  ];
  // The key cannot be tried on a machine that is not trusted yet: then the fingerprint comes first.
  const waits = offers.length > 0 && !facts[1][2] ? "trust" : null;
  const present = waits ?? facts.find(([, done]) => !done)?.[0];
  const states = Object.fromEntries(facts.map(([name, done, failed]) =>
    [name, done ? "done" : failed ? "failed" : name === present ? "now" : "next"]));
  return {
    states, offers, undone: facts.filter(([, done]) => !done).length,
    proofs: {
      hosts: sparks.map(({ name, user, host, port, local }) => ({
        title: name === "spark1" ? "Spark 1, the head" : "Spark 2, the worker",
        code: local ? `${host}, on this machine` : `${user}${user ? "@" : ""}${host}:${port}`
      })),
      key: sparks.flatMap(({ name }) => ["reach", "login"].map(check => found(name, check)).filter(Boolean))
        .filter(({ name, state }) => name === "login" || state !== "ok").map(one => proof(one)),
      trust: sparks.flatMap(spark => fingerprints(spark, tested(spark.name), testing)),
      needs: sparks.flatMap(({ name }) => NEEDS.map(check => found(name, check)).filter(Boolean)
        .map(one => proof(one, sparks.length > 1 && !one.title.includes(nodeName(name)) ? nodeName(name) : null)))
    }
  };
}

/** What a test found, in a sentence to be read out. */
export function found(report) {
  const bad = report.nodes.flatMap(({ node, checks }) => checks.filter(({ state }) => state !== "ok")
    .map(({ title }) => title.includes(nodeName(node)) ? title : `${nodeName(node)}: ${title}`));
  return bad.length === 0 ? "The test found nothing amiss." : `The test found: ${list(bad)}.`;
}

/** The file on the machine whose fingerprint is offered. */
export function keyFile(type) {
  const kind = ["ed25519", "ecdsa", "rsa"].find(one => type.includes(one)) ?? "ed25519";
  return `/etc/ssh/ssh_host_${kind}_key.pub`;
}

function proof({ state, title, detail, remedy, command }, node = null) {
  const mend = state === "ok" ? {} : { remedy, command: command ?? undefined };
  return { state: MARKS[state] ?? "unknown", title: node ? `${node}: ${title}` : title,
    command: mend.command, words: [detail, mend.remedy].filter(Boolean).join(" ") };
}

function offer(spark, test) {
  if (!test?.offered || test.trusted) return null;
  const { type, fingerprint } = test.offered;
  const before = (spark.host_keys ?? []).find(key => key.type === type && key.fingerprint !== fingerprint);
  return { node: spark.name, title: nodeName(spark.name), type, fingerprint, replaces: before?.fingerprint ?? null };
}

function fingerprints(spark, test, testing) {
  const title = nodeName(spark.name);
  if (spark.local) return [{ state: "healthy", title: `${title}, on this machine`,
    words: "No connection, hence no key." }];
  const offered = offer(spark, test);
  const [was, wasTitle] = offered?.replaces ? ["unknown", "as trusted"] : ["healthy", "trusted"];
  const pinned = (spark.host_keys ?? [])
    .map(({ fingerprint }) => ({ state: was, title: `${title}, ${wasTitle}`, code: fingerprint }));
  if (offered?.replaces)
    return [...pinned, { state: "unhealthy", title: `${title}, another one`, code: offered.fingerprint }];
  if (offered) return [{ state: "attention", title: `${title}, new`, code: offered.fingerprint }];
  if (pinned.length === 0 && test?.trusted) return [{ state: "healthy", title: `${title}, trusted` }];
  return pinned.length ? pinned : [{ state: "unknown", title, words: testing ? "being asked" : "not seen yet" }];
}
