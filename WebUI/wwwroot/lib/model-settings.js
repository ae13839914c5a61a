import { count } from "./format.js";
import { line, words } from "./words.js";

/* The settings of one model: what the catalog says, what is saved, and what a person has typed of them. */

const onOff = value => value ? "on" : "off";

/** By name: its label, how it is typed, and how a value is told. The context has its slider beside. */
export const SETTINGS = {
  max_model_len: { label: "Context", kind: "numeric", show: count },
  gpu_memory_utilization: { label: "Memory share", kind: "decimal", show: share => share.toFixed(2) },
  max_num_seqs: { label: "Requests at once", kind: "numeric", show: count },
  fastsafetensors: { label: "fastsafetensors", kind: "flag", show: onOff },
  prefix_caching: { label: "Prefix caching", kind: "flag", show: onOff },
  fp8_kv_cache: { label: "FP8 KV cache", kind: "flag", show: onOff },
  extra_args: { label: "More arguments", kind: "words", show: list => line(list) || "none" }
};

const NAMES = Object.keys(SETTINGS);

export const same = (a, b) => JSON.stringify(plain(a)) === JSON.stringify(plain(b));
const plain = value => value == null || Array.isArray(value) && value.length === 0 ? null : value;

/** A share from here on is warned of; above the second it is taken only by one who says so. */
export const SHARES = { warn: 0.85, ask: 0.90 };

/**
 * What was typed into a field.
 * @returns {{ value: any } | { error: string }} undefined is the catalog's value
 */
export function read(name, typed) {
  if (SETTINGS[name].kind === "flag") return { value: typed };
  const text = typed.trim();
  if (SETTINGS[name].kind === "words") {
    const found = words(typed);
    return found ? { value: found } : { error: "A quote in it never ends." };
  }
  if (text === "") return { value: undefined };
  return SETTINGS[name].kind === "decimal" ? share(text) : whole(text, name === "max_num_seqs" ? 65_536 : 100_000_000);
}

function share(text) {
  const value = Number(text.replace(",", "."));
  return /^\d*[.,]?\d+$/.test(text) && value >= 0.1 && value <= 0.95 ? { value }
    : { error: "A number from 0.10 to 0.95, as in 0.70." };
}

function whole(text, most) {
  const digits = text.replace(/[\s,_]/g, "");
  const value = Number(digits);
  return /^\d+$/.test(digits) && value >= 1 && value <= most ? { value }
    : { error: `A whole number from 1 to ${count(most)}.` };
}

/** How a value stands in its field. */
export function typed(name, value) {
  if (SETTINGS[name].kind === "flag") return value ?? false;
  if (value == null) return "";
  switch (SETTINGS[name].kind) {
    case "words": return line(value);
    case "decimal": return String(value).length < 4 ? value.toFixed(2) : String(value);
    default: return count(value);
  }
}

/** What the catalog says of a setting, as the note beside its field. */
export function catalogNote(name, { bundled_settings: bundled }) {
  const value = bundled?.[name];
  return name === "extra_args" ? value?.length ? `catalog ${line(value)}` : ""
    : value == null ? "catalog leaves it to vLLM" : `catalog ${SETTINGS[name].show(value)}`;
}

/** Whether the settings differ from the catalog's, by name. */
export const changedFrom = (bundled, settings) => NAMES.filter(name => !same(settings?.[name], bundled?.[name]));

/**
 * What a save sends: a value, or null for the catalog's; nothing of what is as it is saved.
 * @param {object} draft by name, undefined for the catalog's value
 */
export function changes({ settings, bundled_settings: bundled }, draft) {
  return Object.fromEntries(Object.entries(draft).map(([name, value]) => [name, value ?? bundled?.[name]])
    .filter(([name, value]) => !same(value, settings?.[name]))
    .map(([name, value]) => [name, same(value, bundled?.[name]) ? null : value]));
}

/** The settings as they would be with what was typed. */
export const wanted = ({ settings, bundled_settings: bundled }, draft) => ({ ...settings,
  ...Object.fromEntries(Object.entries(draft).map(([name, value]) => [name, value ?? bundled?.[name] ?? null])) });

/**
 * Asks what fit and command would be with what was typed: each setting that differs from what is saved, an empty one
 * for the catalog's or, where that says nothing, vLLM's own.
 * @param {{ nodes?: string, args?: string[] }} own of a model of one's own, where they were changed
 * @returns {string} "?max_model_len=…", "" where nothing was typed
 */
export function previewQuery(model, draft, own = {}) {
  const found = new URLSearchParams();
  const add = (name, value) => {
    for (const one of plain(value) === null ? [""] : [value].flat()) found.append(name, String(one));
  };
  for (const [name, value] of Object.entries(wanted(model, draft)))
    if (NAMES.includes(name) && !same(value, model.settings?.[name])) add(name, value);
  for (const [name, value] of Object.entries(own)) add(name, value);
  const text = found.toString();
  return text && `?${text}`;
}

/**
 * A sentence about a share of memory; null where there is nothing to say.
 * @returns {{ state: string, words: string } | null}
 */
export function shareNote(share) {
  if (share == null || share <= SHARES.warn) return null;
  return share <= SHARES.ask
    ? { state: "attention", words: "Above 0.85 little is left for the system and other services." }
    : { state: "failed",
      words: "Above 0.90 the Spark can run out of memory and stand still. It is saved only after a question." };
}

const CHECKED = "Checked one by one against this image's vLLM";
const UNCHECKED = "Not checked yet: this image was not asked for its options.";

/**
 * What the image's vLLM makes of the arguments.
 * @param {{ unknown_options?: { sentence: string }[] | null, vllm_version?: string | null } | null} fit null while it
 *   is worked out
 * @returns {{ state: string | null, words: string } | null}
 */
export function optionsNote(fit) {
  if (!fit) return null;
  const { unknown_options: unknown, vllm_version: version } = fit;
  if (!unknown) return { state: null, words: UNCHECKED };
  return unknown.length > 0 ? { state: "attention", words: unknown.map(({ sentence }) => sentence).join(" ") }
    : { state: null, words: `${CHECKED}${version ? ` (${version})` : ""}.` };
}

/** "context changed to 131,072, FP8 KV cache on": what a card says of a person's settings; null for none. */
export function changedWords({ settings, bundled_settings: bundled }) {
  const names = changedFrom(bundled, settings);
  if (names.length === 0) return null;
  if (names.length > 2) return `${names.length} settings changed`;
  return names.map(name => {
    const { label, show, kind } = SETTINGS[name], value = settings[name];
    const called = label === "fastsafetensors" || /^[A-Z]{2}/.test(label) ? label : label.toLowerCase();
    return kind === "words" ? "more arguments" : value == null ? `${called} left to vLLM`
      : kind === "flag" ? `${called} ${show(value)}` : `${called} changed to ${show(value)}`;
  }).join(", ");
}
