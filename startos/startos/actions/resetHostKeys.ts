import { changeSettings } from "../files/startosJson";
import { sdk } from "../sdk";

export const resetHostKeys = sdk.Action.withoutInput(
  "reset-host-keys",
  {
    name: "Reset Host Keys",
    description: "For Sparks that were installed anew: forget the fingerprints by which they are known.",
    warning:
      "SparkControl forgets the fingerprints of both Sparks and connects to neither until you have compared and "
      + "confirmed the new ones on the page. If no Spark was installed anew, find out first why one shows another key: "
      + "another machine may answer under its address.",
    allowedStatuses: "any",
    group: null,
    visibility: "enabled",
  },
  async () => {
    await changeSettings({ host_keys_reset_at: new Date().toISOString() });
    return {
      version: "1",
      title: "Forgotten",
      message:
        "Open the page: it shows the fingerprint of each Spark. Compare it with what the Spark itself says, then "
        + "confirm it.",
      result: null,
    };
  },
);
