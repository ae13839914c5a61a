import { sdk } from "./sdk";

// Settings, keys, overrides and what ControlApi keeps beside them; the shared state with the connectivity log.
// `cache` holds recordings that are being worked on: their owner still has them.
export const { createBackup, restoreInit } = sdk.setupBackups(async () => sdk.Backups.ofVolumes("main", "state"));
