import type { Settings } from "../files/startosJson";
import { containerProblem, hostProblem, pageNameProblem, portProblem, userProblem } from "./checks";
import type { sparksForm } from "./sparksForm";

export type Form = typeof sparksForm._TYPE;

/** What a form comes to: the settings it stands for, and what is wrong with it, a sentence each. */
export function settingsOf(form: Form): { settings: Settings; problems: string[] } {
  const spark1 = sparkOf(form.spark1);
  const spark2 = form.spark2.selection === "there" ? sparkOf(form.spark2.value) : null;
  const settings = {
    ...named("spark1", spark1),
    ...named("spark2", spark2 ?? { host: undefined, user: undefined, port: undefined }),
    ...named("parakeet", speechOf(form.parakeet, spark1.host)),
    ...named("magpie", speechOf(form.magpie, spark1.host)),
    allowed_hosts: namesOf(form),
  } as Settings;
  return { settings, problems: [...problemsOf(spark1, spark2, form)] };
}

type Spark = { host: string | undefined; user: string | undefined; port: number | undefined };

const sparkOf = (given: { host: string; user: string | null; port: number | null }): Spark => ({
  host: text(given.host)?.toLowerCase(),
  user: text(given.user),
  port: given.port ?? undefined,
});

function speechOf(given: Form["parakeet"], head: string | undefined) {
  const { place } = given;
  const other = place.selection === "other" ? place.value : null;
  return {
    host: other ? text(other.host)?.toLowerCase() : place.selection === "spark1" ? head : undefined,
    user: text(other?.user),
    port: given.port ?? undefined,
    container: text(given.container),
  };
}

function namesOf(form: Form): string[] | undefined {
  const names = form.names.map(name => name.trim().toLowerCase()).filter(name => name !== "");
  return names.length > 0 ? [...new Set(names)] : undefined;
}

// Blank is unset, as everywhere in the settings.
const text = (value: string | null | undefined): string | undefined => value?.trim() || undefined;

const named = (owner: string, parts: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(parts).map(([part, value]) => [`${owner}_${part}`, value]));

function* problemsOf(spark1: Spark, spark2: Spark | null, form: Form): Generator<string> {
  yield* sparkProblems("Spark 1", spark1);
  if (spark2) yield* sparkProblems("Spark 2", spark2);
  // Two Sparks behind one address, told apart by their ports, are two machines.
  if (spark2?.host && spark2.host === spark1.host && (spark2.port ?? 22) === (spark1.port ?? 22)) {
    yield "Spark 2 has the address of Spark 1. Give its own, or say that there is only one Spark.";
  }

  yield* speechProblems("Parakeet", form.parakeet, spark1.host);
  yield* speechProblems("Magpie", form.magpie, spark1.host);
  for (const name of namesOf(form) ?? []) yield* said("Names of the page", pageNameProblem(name));
}

function* sparkProblems(name: string, { host, user, port }: Spark): Generator<string> {
  yield* said(`${name}, address`, host ? hostProblem(host) : "It is missing.");
  yield* said(`${name}, user`, user ? userProblem(user) : "It is missing.");
  yield* said(`${name}, SSH port`, port === undefined ? null : portProblem(port));
}

function* speechProblems(name: string, given: Form["parakeet"], head: string | undefined): Generator<string> {
  const { host, user, port, container } = speechOf(given, head);
  if (given.place.selection === "other") {
    yield* said(`${name}, address`, host ? hostProblem(host) : "It is missing.");
    yield* said(`${name}, user`, user ? userProblem(user) : null);
  }

  yield* said(`${name}, port`, port === undefined ? null : portProblem(port));
  yield* said(`${name}, container`, container ? containerProblem(container) : null);
}

function* said(where: string, problem: string | null): Generator<string> {
  if (problem) yield `${where}: ${problem}`;
}
