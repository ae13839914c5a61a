import { changeSettings, mendStartosJson, startosJson } from "../files/startosJson";
import { sdk } from "../sdk";
import { sparksForm } from "./sparksForm";
import { formOf } from "./sparksPrefill";
import { settingsOf } from "./sparksSettings";

export const configureSparks = sdk.Action.withInput(
  "configure-sparks",
  {
    name: "Configure Sparks",
    description: "Where the two Sparks and the speech services are. What is set here cannot be changed on the page.",
    warning: null,
    allowedStatuses: "any",
    group: null,
    visibility: "enabled",
  },
  sparksForm,
  async () => {
    await mendStartosJson();
    return formOf(await startosJson.read().once());
  },
  // The form of the browser checks some of this; start-cli and other packages check none of it.
  async ({ input }) => {
    const { settings, problems } = settingsOf(input);
    if (problems.length > 0) throw new Error(`Nothing was saved. ${problems.join(" ")}`);

    await changeSettings(settings);
    return {
      version: "1",
      title: "Saved",
      message:
        "SparkControl follows at once, without a restart. If it is new to a Spark: put its public key there (Show "
        + "Public Key), then compare and confirm the fingerprint of that Spark on the page.",
      result: null,
    };
  },
);
