import { FileHelper, utils, z } from "@start9labs/start-sdk";
import { sdk } from "../sdk";
import { mend } from "./mend";
import { writeWhole } from "./wholeFile";

const shape = z.object({ valkey_password: z.string().min(1).optional().catch(undefined) });

/** What only this package knows. It lies beside Valkey's file, where no service of ours looks. */
export const storeJson = FileHelper.json({ base: sdk.volumes.state, subpath: "./startos-store.json" }, shape);

/** A new password does no harm: Valkey's file has none in it. */
export async function keepPassword(): Promise<void> {
  await mend(storeJson.path, null);
  if (await storeJson.read(store => store.valkey_password).once()) return;

  const store = { valkey_password: utils.getDefaultString({ charset: "a-z,A-Z,0-9", len: 32 }) };
  await writeWhole(storeJson.path, `${JSON.stringify(store)}\n`, 0o600);
}
