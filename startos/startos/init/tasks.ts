import { configureSparks } from "../actions/configureSparks";
import { showPublicKey } from "../actions/showPublicKey";
import { namesSpark1 } from "../files/oldConfig";
import { namesASpark, settingsYaml } from "../files/settingsYaml";
import { startosJson } from "../files/startosJson";
import { readText } from "../files/wholeFile";
import { sdk } from "../sdk";

const sparksTask = "configure-sparks";

/**
 * Asks where the Sparks are until it is known, here or on the page: SparkControl starts without. What is read as
 * `const` runs this again when it changes.
 */
export const askForSparks = sdk.setupOnInit(async effects => {
  const here = await startosJson.read(settings => !!settings.spark1_host).const(effects);
  const onPage = await settingsYaml.read(namesASpark).const(effects);
  // ControlApi takes it over at its first start and gives it another name.
  const earlier = namesSpark1((await readText(sdk.volumes.main.subpath("sparkConfig.yaml"))) ?? "");
  if (here || onPage || earlier) {
    await sdk.action.clearTask(effects, sparksTask);
    return;
  }

  await sdk.action.createOwnTask(effects, configureSparks, "important", {
    replayId: sparksTask,
    reason: "SparkControl must know where your Sparks are. You can say so here, or on its page.",
  });
});

/** Once: a restore and an update bring the key along that the Sparks know. */
export const askForKey = sdk.setupOnInit(async (effects, kind) => {
  if (kind !== "install") return;

  await sdk.action.createOwnTask(effects, showPublicKey, "important", {
    replayId: "show-public-key",
    reason: "Start SparkControl once, then put its public key on each Spark: it logs in with nothing else.",
  });
});
