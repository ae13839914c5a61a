import type { T } from "@start9labs/start-sdk";
import { serviceHealth } from "./health/service";
import { sparksHealth } from "./health/sparks";
import { appUser, cacheDir, dataDir, mounts, ports, stateDir } from "./places";
import { sdk } from "./sdk";

/** What all three services are told. */
const common = (password: string) => ({
  DATA_DIR: dataDir,
  CACHE_DIR: cacheDir,
  ConnectionStrings__redis: `127.0.0.1:${ports.state},password=${password},abortConnect=false`,
  DOTNET_gcServer: "0",
  // All services write into one log: a line for each message, without colours.
  Logging__Console__FormatterName: "simple",
  Logging__Console__FormatterOptions__SingleLine: "true",
  Logging__Console__FormatterOptions__ColorBehavior: "Disabled",
});

const service = (name: string, program: string) => ({
  command: ["dotnet", `/app/${name}/${program}.dll`] as [string, ...string[]],
  cwd: `/app/${name}`,
  user: appUser,
});

const valkey = (password: string) =>
  [
    "valkey-server",
    // The image switches protected mode off: without this, every package of the server could connect.
    "--bind", "127.0.0.1", "--port", String(ports.state), "--requirepass", password,
    "--dir", stateDir, "--appendonly", "yes", "--save", "",
    // Far more than the state is. Full, it refuses writes and drops nothing.
    "--maxmemory", "512mb", "--maxmemory-policy", "noeviction",
  ] as [string, ...string[]];

/**
 * All that runs. A part requires nothing but the right owner of its files: StartOS stops what requires a part as soon
 * as one look at that part fails, and each of these does without the others for a while.
 */
export function daemons(effects: T.Effects, password: string) {
  const app = (name: string, mounted: ReturnType<typeof mounts.data>) =>
    sdk.SubContainer.of(effects, { imageId: "app" }, mounted, name);
  const tools = (name: string, mounted: ReturnType<typeof mounts.state>) =>
    sdk.SubContainer.of(effects, { imageId: "valkey" }, mounted, name);
  const env = common(password);

  return sdk.Daemons.of(effects)
    // What was restored, or written by an action, belongs to root. The image of our own has no chown.
    .addOneshot("own-data", {
      subcontainer: tools("own-data", mounts.dataAndCache()),
      exec: { command: ["chown", "-R", `${appUser}:${appUser}`, dataDir, cacheDir], user: "root" },
      requires: [],
    })
    .addOneshot("own-state", {
      subcontainer: tools("own-state", mounts.state()),
      exec: { command: ["chown", "-R", "valkey:valkey", stateDir], user: "root" },
      requires: [],
    })
    .addDaemon("valkey", {
      subcontainer: tools("valkey", mounts.state()),
      exec: { command: valkey(password), cwd: stateDir, user: "valkey" },
      ready: {
        display: "State Store",
        fn: () =>
          sdk.healthCheck.checkPortListening(effects, ports.state, {
            successMessage: "The state store is ready.",
            errorMessage: "The state store does not answer.",
          }),
      },
      requires: ["own-state"],
    })
    .addDaemon("control-api", {
      subcontainer: app("control-api", mounts.dataAndCache()),
      exec: { ...service("control-api", "ControlApi"), env: { ...env, BIND_PORT: String(ports.panel), ...audioAt } },
      ready: { display: "Web Interface", gracePeriod: 60_000, fn: serviceHealth(ports.panel, "The page") },
      requires: ["own-data"],
    })
    .addDaemon("health-monitor", {
      // It reads the private key, as the same user, and writes nothing.
      subcontainer: app("health-monitor", mounts.data(true)),
      exec: { ...service("health-monitor", "HealthMonitor"), env: { ...env, ...onlyHere(ports.health) } },
      ready: { display: "Health Monitor", gracePeriod: 60_000, fn: serviceHealth(ports.health, "The health monitor") },
      requires: ["own-data"],
    })
    .addDaemon("audio-proxy", {
      subcontainer: app("audio-proxy", mounts.cache()),
      exec: { ...service("audio-proxy", "AudioProxy"), env: { ...env, ...onlyHere(ports.audio) } },
      ready: { display: "Audio", gracePeriod: 60_000, fn: serviceHealth(ports.audio, "The audio service") },
      requires: ["own-data"],
    })
    .addHealthCheck("sparks", {
      ready: {
        display: "Sparks Reachable",
        gracePeriod: 60_000,
        trigger: sdk.trigger.statusTrigger(30_000, { starting: 5_000, waiting: 5_000, failure: 10_000 }),
        fn: sparksHealth,
      },
      requires: [],
    });
}

const onlyHere = (port: number) => ({ ASPNETCORE_URLS: `http://127.0.0.1:${port}` });

const audioAt = { AUDIO_PROXY_URLS: `http://127.0.0.1:${ports.audio}` };
