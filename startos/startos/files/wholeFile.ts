import { open, readFile, rename } from "node:fs/promises";
import { dirname } from "node:path";

/** What is in a file; null when there is none. */
export async function readText(path: string): Promise<string | null> {
  try {
    return await readFile(path, "utf8");
  } catch (refused) {
    if ((refused as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw refused;
  }
}

/**
 * Puts a text in place of a file, whole or not at all: the SDK writes into the file itself, and a power cut then leaves
 * half of it.
 */
export async function writeWhole(path: string, text: string, mode: number): Promise<void> {
  const next = `${path}.next`;
  const file = await open(next, "w", mode);
  try {
    await file.chmod(mode);
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }

  await rename(next, path);
  const directory = await open(dirname(path), "r");
  await directory.sync().finally(() => directory.close());
}
