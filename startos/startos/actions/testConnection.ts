import { jsonObject } from "../files/jsonObject";
import { ask } from "../panel";
import { ports } from "../places";
import { sdk } from "../sdk";
import { membersOf, type SetupTest } from "./testAnswer";

// StartOS ends an action after 120 s.
const patience = 100;

export const testConnection = sdk.Action.withoutInput(
  "test-connection",
  {
    name: "Test Connection",
    description: "Log in to each Spark and look at what SparkControl needs there. Nothing is changed.",
    warning: null,
    allowedStatuses: "only-running",
    group: null,
    visibility: "enabled",
  },
  async () => {
    const answer = await ask(ports.panel, "/api/ssh/test", patience, "POST");
    if (answer === null) {
      throw new Error("SparkControl does not answer. Wait until its Web Interface is ready, and run this again.");
    }

    const said = jsonObject(answer.text);
    if (answer.status !== 200 || !Array.isArray(said?.nodes)) {
      throw new Error(String(said?.detail ?? said?.title ?? `SparkControl answered ${answer.status}.`));
    }

    const members = membersOf(said as SetupTest);
    const isGood = (said as SetupTest).nodes.every(node => node.checks.every(check => check.state !== "failed"));
    return {
      version: "1",
      title: isGood ? "No check has failed" : "Something is missing",
      message: isGood ? null : "What failed has its remedy beside it. The page shows the same, step by step.",
      result: { type: "group", value: members },
    };
  },
);
