import { daemons } from "./daemons";
import { storeJson } from "./files/storeJson";
import { sdk } from "./sdk";

// Of all that can change, only the password makes a restart: ControlApi follows startos.json while it runs, and a
// transcript or the watch over a load need not end because somebody has set a port.
export const main = sdk.setupMain(async ({ effects }) => {
  const password = await storeJson.read(store => store.valkey_password).const(effects);
  if (!password) throw new Error("The password of the state store is missing. Restart the server to have one made.");

  return daemons(effects, password);
});
