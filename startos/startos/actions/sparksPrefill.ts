import type { Settings } from "../files/startosJson";

/** The form as it was left; null before the first time. */
export function formOf(settings: Settings | null) {
  if (!settings?.spark1_host) return null;

  return {
    spark1: { host: settings.spark1_host, user: settings.spark1_user, port: settings.spark1_port },
    spark2: settings.spark2_host
      ? {
          selection: "there" as const,
          value: { host: settings.spark2_host, user: settings.spark2_user, port: settings.spark2_port },
        }
      : { selection: "none" as const, value: {} },
    parakeet: speechOf(settings, "parakeet"),
    magpie: speechOf(settings, "magpie"),
    names: settings.allowed_hosts ?? [],
  };
}

function speechOf(settings: Settings, name: "parakeet" | "magpie") {
  const host = settings[`${name}_host`];
  return {
    place:
      host === undefined
        ? { selection: "usual" as const, value: {} }
        : host === settings.spark1_host
          ? { selection: "spark1" as const, value: {} }
          : { selection: "other" as const, value: { host, user: settings[`${name}_user`] } },
    port: settings[`${name}_port`],
    container: settings[`${name}_container`],
  };
}
