import { onDisk } from "./on-disk.js";

/** The smallest model that is there and can be loaded on what is set up; null where none is known to be. */
export function smallest(view) {
  const found = (view.catalog?.models ?? []).filter(({ nodes }) => nodes === "solo" || view.settings?.spark2)
    .map(model => ({ model, disk: onDisk(model, view) })).filter(({ disk }) => disk.state === "disk")
    .sort((a, b) => a.disk.found.spark1.bytes - b.disk.found.spark1.bytes)[0];
  return found ? { key: found.model.key, name: found.model.name } : null;
}
