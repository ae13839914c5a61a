type State = "ok" | "warning" | "failed" | "unknown";

/** What `POST /api/ssh/test` of ControlApi answers, as far as it is shown here. */
export type SetupTest = {
  nodes: {
    node: string;
    checks: { state: State; title: string; remedy: string | null; command: string | null }[];
    offered: { type: string; fingerprint: string } | null;
    trusted: boolean;
    user: string | null;
    hostname: string | null;
  }[];
};

const marks: Record<State, string> = { ok: "Good", warning: "Careful", failed: "Failed", unknown: "Not known" };

/** spark1 as people call it. */
export const sparkName = (node: string): string => node.replace(/^spark(\d+)$/, "Spark $1");

/** The answer as StartOS shows it: for each Spark, what was looked at, and the fingerprint that waits for a person. */
export function membersOf(test: SetupTest) {
  return test.nodes.flatMap(node => {
    const name = sparkName(node.node);
    const who = node.user && node.hostname ? `${node.user} on ${node.hostname}` : null;
    const checks = node.checks.map(({ state, title, remedy, command }) =>
      single(`${name}: ${marks[state] ?? state}`, [remedy, command].filter(Boolean).join(" ") || null, title));
    return [
      ...who ? [single(`${name}: logged in`, null, who)] : [],
      ...checks,
      ...node.offered && !node.trusted
        ? [single(
          `${name}: fingerprint`, "Compare it with what the Spark itself says, then confirm it on the page.",
          `${node.offered.type} ${node.offered.fingerprint}`)]
        : [],
    ];
  });
}

const single = (name: string, description: string | null, value: string) =>
  ({ type: "single", name, description, value, masked: false, copyable: true, qr: false }) as const;
