/**
 * What is wrong with a value, as a sentence for a person; null when nothing is. The rules are ControlApi's, which looks
 * again, and a little stricter where a container of StartOS reaches less than a PC in the LAN does.
 */
export type Check = (value: string) => string | null;

// As in ControlApi/Settings/SettingChecks.cs and AddressChecks.cs; a test compares them.
export const patterns = {
  userName: "^[A-Za-z_][A-Za-z0-9_.-]{0,31}$",
  containerName: "^[A-Za-z0-9][A-Za-z0-9_.-]{0,127}$",
  label: "^[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?$",
};

export const words = {
  user: "A user name has letters, digits, “_”, “.” and “-”, 32 at most, and begins with a letter or “_”.",
  container: "A container name has letters, digits, “_”, “.” and “-” and begins with a letter or digit.",
  host: "A host is an address like 192.168.1.41, or a name of letters, digits and “-”.",
};

const isLabel = new RegExp(patterns.label);

const fits = (pattern: string, sentence: string): Check => value =>
  new RegExp(pattern).test(value) ? null : sentence;

export const userProblem = fits(patterns.userName, words.user);
export const containerProblem = fits(patterns.containerName, words.container);

export const portProblem = (value: number): string | null =>
  Number.isInteger(value) && value >= 1 && value <= 65535 ? null : "It is a whole number from 1 to 65535.";

/** A machine in the LAN that the panel calls. */
export const hostProblem: Check = value => {
  if (value.includes(":")) return `${value} is no IPv4 address, and a port has a field of its own.`;

  const labels = value.toLowerCase().split(".");
  if (/^\d*$/.test(labels.at(-1)!)) return addressProblem(value, labels);
  if (value.length > 253 || labels.some(label => !isLabel.test(label))) return words.host;
  if (labels.at(-1) === "local") {
    return `StartOS does not find ${value}: give the address of that machine, like 192.168.1.41.`;
  }

  return labels.at(-1) === "localhost" ? itself(value) : null;
};

/** A name under which the page is opened. */
export const pageNameProblem: Check = value => {
  const labels = value.split(".");
  if (/^\d*$/.test(labels.at(-1)!) || value.includes(":")) return `${value} is no name. An address needs no entry.`;

  return value.length > 253 || labels.some(label => !isLabel.test(label)) ? words.host : null;
};

const places = ["first", "second", "third", "last"];

function addressProblem(value: string, parts: string[]): string | null {
  if (parts.length !== 4) return `${value} is no address: it needs four parts.`;

  const wrong = parts.findIndex(part => !/^(0|[1-9]\d{0,2})$/.test(part) || Number(part) > 255);
  if (wrong >= 0) return `${value} is no address: the ${places[wrong]} part goes from 0 to 255.`;

  const [first, second] = parts.map(Number);
  if (first === 127) return itself(value);
  if (first === 169 && second === 254) return `${value} is link-local: give the address that the router has given.`;
  return value === "0.0.0.0" || first >= 224 ? `${value} is not the address of one machine.` : null;
}

const itself = (value: string): string =>
  `${value} is SparkControl's own container: give the address of the machine in your LAN.`;
