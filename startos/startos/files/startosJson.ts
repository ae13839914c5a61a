import { FileHelper, z } from "@start9labs/start-sdk";
import { sdk } from "../sdk";
import { jsonObject } from "./jsonObject";
import { mend } from "./mend";
import { readText, writeWhole } from "./wholeFile";

const text = z.string().optional().catch(undefined);
const port = z.number().int().optional().catch(undefined);
const list = z.array(z.string()).optional().catch(undefined);

const shape = z.object({
  spark1_host: text,
  spark1_user: text,
  spark1_port: port,
  spark2_host: text,
  spark2_user: text,
  spark2_port: port,
  parakeet_host: text,
  parakeet_user: text,
  parakeet_port: port,
  parakeet_container: text,
  magpie_host: text,
  magpie_user: text,
  magpie_port: port,
  magpie_container: text,
  allowed_hosts: list,
  /** When *Reset Host Keys* was run, ISO 8601 in UTC: what ControlApi trusted before, it forgets. */
  host_keys_reset_at: text,
});

/**
 * What StartOS sets, by the names of ControlApi's settings. A name that is not there is set on the page. Only this
 * package writes the file; ControlApi follows it while it runs.
 */
export type Settings = z.infer<typeof shape>;

export const startosJson = FileHelper.json({ base: sdk.volumes.main, subpath: "./startos.json" }, shape);

// ControlApi keeps the last text of the file that it could use whole.
const lastGood = "last-good/startos.json";

export const mendStartosJson = (): Promise<void> => mend(startosJson.path, sdk.volumes.main.subpath(lastGood));

/** Changes some settings and leaves all others, also those that only another version knows. */
export async function changeSettings(changes: Settings): Promise<void> {
  await mendStartosJson();
  const known = jsonObject((await readText(startosJson.path)) ?? "{}");
  // JSON leaves a name out whose value is undefined: that is how one is taken back.
  await writeWhole(startosJson.path, `${JSON.stringify({ ...known, ...changes }, null, 2)}\n`, 0o644);
}
