import { sdk } from "../sdk";
import { patterns, words } from "./checks";

const { InputSpec, List, Value, Variants } = sdk;

const address = (placeholder: string) =>
  Value.text({
    name: "Address",
    description: "The IPv4 address. StartOS does not find names that end in .local.",
    required: true,
    default: null,
    placeholder,
    maxLength: 253,
  });

const user = (required: boolean, description: string) =>
  Value.text({
    name: "User",
    description,
    required,
    default: null,
    maxLength: 32,
    patterns: [{ regex: patterns.userName, description: words.user }],
  });

const port = (name: string, usual: number) =>
  Value.number({
    name,
    description: `Empty: what is set on the page, else ${usual}.`,
    required: false,
    default: null,
    placeholder: String(usual),
    integer: true,
    min: 1,
    max: 65535,
  });

const spark = (placeholder: string) =>
  InputSpec.of({
    host: address(placeholder),
    user: user(true, "Who runs Docker and the launcher there. SparkControl logs in as this user."),
    port: port("SSH port", 22),
  });

const none = InputSpec.of({});

const speech = (usualPort: number, usualContainer: string) =>
  InputSpec.of({
    place: Value.union({
      name: "Where it runs",
      default: "usual",
      variants: Variants.of({
        usual: { name: "As set on the page, else on Spark 2, or on the only Spark", spec: none },
        spark1: { name: "On Spark 1", spec: none },
        other: {
          name: "On another machine",
          spec: InputSpec.of({
            host: address("192.168.1.43"),
            user: user(false, "Not used yet: on a host that is none of the Sparks it is only watched."),
          }),
        },
      }),
    }),
    port: port("Port", usualPort),
    container: Value.text({
      name: "Container",
      description: `Empty: what is set on the page, else ${usualContainer}.`,
      required: false,
      default: null,
      placeholder: usualContainer,
      maxLength: 128,
      patterns: [{ regex: patterns.containerName, description: words.container }],
    }),
  });

export const sparksForm = InputSpec.of({
  spark1: Value.object(
    { name: "Spark 1", description: "The head: the launcher is started here." }, spark("192.168.1.41")),
  spark2: Value.union({
    name: "Spark 2",
    description: "The worker. With one Spark, models for one Spark can be loaded.",
    default: "there",
    variants: Variants.of({
      there: { name: "There is a second Spark", spec: spark("192.168.1.42") },
      none: { name: "There is only one Spark, or it is set on the page", spec: none },
    }),
  }),
  parakeet: Value.object({ name: "Speech to text (Parakeet)" }, speech(8000, "parakeet-asr")),
  magpie: Value.object({ name: "Text to speech (Magpie)" }, speech(9000, "magpie-tts")),
  names: Value.list(
    List.text(
      {
        name: "Names of the page",
        description: "Names of your own under which you open SparkControl. Addresses and .local names need no entry.",
        default: [],
        maxLength: 16,
      },
      { placeholder: "sparks.example.com" },
    ),
  ),
});
