import { FileHelper } from "@start9labs/start-sdk";
import { sdk } from "../sdk";

/** What is set on the page. ControlApi's: it is only looked at here. */
export const settingsYaml = FileHelper.string({ base: sdk.volumes.main, subpath: "./settings.yaml" });

/** Whether a text of it names a Spark. */
export const namesASpark = (text: string): boolean =>
  /^spark1_host:[ \t]*(?!(""|''|~|null)?[ \t]*(#.*)?$)\S/m.test(text);
