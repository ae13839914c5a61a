import { rename } from "node:fs/promises";
import { jsonObject } from "./jsonObject";
import { readText, writeWhole } from "./wholeFile";

/**
 * Sets a file aside that is no object of JSON, as NAME.unreadable: every read of it would throw, in the start of the
 * package too.
 * @param path The file.
 * @param copy Where a good text of it may be; null for nowhere.
 */
export async function mend(path: string, copy: string | null): Promise<void> {
  const text = await readText(path);
  if (text === null || jsonObject(text)) return;

  const aside = await freeName(`${path}.unreadable`);
  await rename(path, aside);
  const good = copy && (await readText(copy).catch(() => null));
  const taken = good && jsonObject(good) ? good : null;
  if (taken) await writeWhole(path, taken, 0o644);
  console.error(`${path} could not be read and is now ${aside}.${taken ? ` ${copy} has taken its place.` : ""}`);
}

// What was set aside before is not written over: it may be all that is left of somebody's settings.
async function freeName(wanted: string): Promise<string> {
  for (let count = 1; ; count++) {
    const name = count === 1 ? wanted : `${wanted}.${count}`;
    if ((await readText(name).catch(() => "")) === null) return name;
  }
}
