import { setupManifest } from "@start9labs/start-sdk";
import { long, short } from "./i18n";

const both = ["x86_64", "aarch64"] as const;
const home = "https://gitea.satsflows.com/grant/spark-control";

export const manifest = setupManifest({
  // Single quotes: the makefile of the SDK looks for the name between them. It is the original's, so that this package
  // is an update of it.
  id: 'spark-control',
  title: "SparkControl",
  license: "MIT",
  packageRepo: home,
  upstreamRepo: home,
  marketingUrl: home,
  donationUrl: null,
  description: { short, long },
  volumes: ["main", "state", "cache"],
  images: {
    app: {
      source: { dockerBuild: { workdir: "..", dockerfile: "../deploy/Dockerfile" } },
      arch: [...both],
      emulateMissingAs: null,
    },
    valkey: {
      source: { dockerTag: "valkey/valkey:9-alpine" },
      arch: [...both],
      emulateMissingAs: null,
    },
  },
  // In bytes.
  hardwareRequirements: { ram: 2 * 1024 ** 3 },
  dependencies: {},
});
