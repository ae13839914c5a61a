import { ports } from "./places";
import { sdk } from "./sdk";

const whole = { masked: false, schemeOverride: null, username: null, query: {} } as const;

export const setInterfaces = sdk.setupInterfaces(async ({ effects }) => {
  // LAN apps have this port in their settings from the day on which the panel ran elsewhere.
  const origin = await sdk.MultiHost.of(effects, "main").bindPort(ports.panel, {
    protocol: "http",
    preferredExternalPort: ports.panel,
  });
  const page = sdk.createInterface(effects, {
    ...whole,
    id: "ui",
    name: "Web Interface",
    description: "The page of SparkControl",
    type: "ui",
    path: "",
  });
  const api = sdk.createInterface(effects, {
    ...whole,
    id: "api",
    name: "API",
    description: "For other apps: where the model is and whether it is ready, health reports, swaps, transcripts",
    type: "api",
    path: "/api",
  });
  const openai = sdk.createInterface(effects, {
    ...whole,
    id: "openai",
    name: "OpenAI API",
    description: "The base address for apps that speak OpenAI's API: models, transcriptions, speech",
    type: "api",
    path: "/v1",
  });

  return [await origin.export([page, api, openai])];
});
