import { IMPOSSIBLE, VersionInfo } from "@start9labs/start-sdk";

export const current = VersionInfo.of({
  version: "1.0.0:0",
  releaseNotes: {
    en_US:
      "SparkControl, written anew. Settings, keys, overrides and the connectivity log of earlier versions are taken "
      + "over at the first start; the page shows what was taken and what was only kept. There is no way back to them.",
  },
  migrations: {
    // The files of every earlier version are read by ControlApi at its first start: it knows what they mean.
    up: async () => {},
    // By then they have other names, and an earlier version would start without settings.
    down: IMPOSSIBLE,
  },
});
