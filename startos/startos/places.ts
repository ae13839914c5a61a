import { sdk } from "./sdk";

/** All parts of the package share one network: each has a port of its own. */
export const ports = { panel: 9999, audio: 9998, health: 9997, state: 6379 } as const;

/** The user of the image of our own, by number: its image has no shell and few names. */
export const appUser = "1654";

export const dataDir = "/data";
export const cacheDir = "/cache";

/** Where Valkey keeps its append-only file, in its own container. */
export const stateDir = "/state";

/** The panel's public key in the volume `main`. ControlApi makes the pair at its first start, or this half of one. */
export const publicKeyFile = "ssh/id_ed25519.pub";

/** The volumes of ControlApi, or the part of them that a service needs. */
export const mounts = {
  data: (readonly: boolean) =>
    sdk.Mounts.of().mountVolume({ volumeId: "main", subpath: null, mountpoint: dataDir, readonly }),
  cache: () =>
    sdk.Mounts.of().mountVolume({ volumeId: "cache", subpath: null, mountpoint: cacheDir, readonly: false }),
  dataAndCache: () =>
    mounts.data(false).mountVolume({ volumeId: "cache", subpath: null, mountpoint: cacheDir, readonly: false }),
  state: () =>
    sdk.Mounts.of().mountVolume({ volumeId: "state", subpath: null, mountpoint: stateDir, readonly: false }),
};
