import { actions } from "../actions";
import { restoreInit } from "../backups";
import { setDependencies } from "../dependencies";
import { mendStartosJson } from "../files/startosJson";
import { keepPassword } from "../files/storeJson";
import { setInterfaces } from "../interfaces";
import { sdk } from "../sdk";
import { versionGraph } from "../versions";
import { askForKey, askForSparks } from "./tasks";

/** In this order, at an install, an update, a restore, and each time the container is made anew. */
export const init = sdk.setupInit(
  restoreInit,
  sdk.setupOnInit(async () => mendStartosJson()),
  versionGraph,
  sdk.setupOnInit(async () => keepPassword()),
  setInterfaces,
  setDependencies,
  actions,
  askForSparks,
  askForKey,
);

export const uninit = sdk.setupUninit(versionGraph);
