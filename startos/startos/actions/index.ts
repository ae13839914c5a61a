import { sdk } from "../sdk";
import { configureSparks } from "./configureSparks";
import { resetHostKeys } from "./resetHostKeys";
import { showPublicKey } from "./showPublicKey";
import { testConnection } from "./testConnection";

export const actions = sdk.Actions.of()
  .addAction(configureSparks)
  .addAction(showPublicKey)
  .addAction(testConnection)
  .addAction(resetHostKeys);
