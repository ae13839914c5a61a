import { readText } from "../files/wholeFile";
import { publicKeyFile } from "../places";
import { sdk } from "../sdk";

const keyLine = /^([a-z][a-z0-9@.-]{2,63} [A-Za-z0-9+/]{16,}={0,3})(?: +(.*))?$/;
const plainComment = /^[A-Za-z0-9_.@:+-]+( [A-Za-z0-9_.@:+-]+)*$/;

/** The key as it may stand between quotes in a shell; null when the line is no key. */
export function publicKeyOf(line: string): string | null {
  const [, key, comment] = keyLine.exec(line.trim()) ?? [];
  return !key ? null : plainComment.test(comment ?? "") ? `${key} ${comment}` : key;
}

/** What is pasted into a terminal of a Spark, in any shell. The last line of the file there may lack its end. */
export const authorizeLine = (key: string): string =>
  `mkdir -p ~/.ssh && chmod 700 ~/.ssh && printf '\\n%s\\n' '${key}' >> ~/.ssh/authorized_keys`
  + " && chmod 600 ~/.ssh/authorized_keys";

const line = (name: string, description: string, value: string) =>
  ({ type: "single", name, description, value, masked: false, copyable: true, qr: false }) as const;

export const showPublicKey = sdk.Action.withoutInput(
  "show-public-key",
  {
    name: "Show Public Key",
    description: "The key with which SparkControl logs in to the Sparks, and the command that lets it in.",
    warning: null,
    allowedStatuses: "any",
    group: null,
    visibility: "enabled",
  },
  async () => {
    const text = await readText(sdk.volumes.main.subpath(publicKeyFile));
    // An error and no answer: the task that led here stays.
    if (text === null) {
      throw new Error(
        "There is no public key yet: SparkControl writes it when it starts. Start it, wait for the Web Interface, and "
        + "run this again. Of a key of your own in another format than OpenSSH's, put the public half there as "
        + `${publicKeyFile}.`);
    }

    const key = publicKeyOf(text.split("\n")[0]);
    if (key === null) throw new Error(`${publicKeyFile} in the volume main holds no public key. The page says more.`);

    return {
      version: "1",
      title: "Public key",
      message: "Paste the command into a terminal on each Spark, as the user that SparkControl logs in as.",
      result: {
        type: "group",
        value: [
          line("Command", "For a terminal on each Spark. Running it twice does no harm.", authorizeLine(key)),
          line("Public key", "For ~/.ssh/authorized_keys, where you write into it yourself.", key),
        ],
      },
    };
  },
);
