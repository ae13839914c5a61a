import { el, text } from "../lib/dom.js";
import { ALL } from "./settings-fields.js";

/* The form of <settings-page>: `values` is what settings.yaml says, by the names of the fields. */

/** How each kind of field is typed. */
const KINDS = {
  password: ["input", { type: "password", autocomplete: "new-password" }],
  numeric: ["input", { inputmode: "numeric", autocomplete: "off" }],
  decimal: ["input", { inputmode: "decimal", autocomplete: "off" }],
  lines: ["textarea", { rows: 2, autocomplete: "off" }],
  secrets: ["textarea", { rows: 2, autocomplete: "off" }],
  flag: ["input", { type: "checkbox", role: "switch" }]
};

const TEXT = ["input", { autocomplete: "off" }];

export function field([name, label, , hint, mode]) {
  const [error, note] = [`${name}-error`, `${name}-hint`];
  const secret = isSecret(mode);
  const [tag, kind] = KINDS[mode] ?? TEXT;
  const input = el(tag, { id: name, name, ...kind, autocapitalize: "off", spellcheck: "false",
    "aria-describedby": `${error} ${note}` });
  const forget = secret
    && el("button", { type: "button", "data-size": "s", "data-forget": name, hidden: true }, "Forget it");
  return el("div", { class: "field" }, el("label", { for: name }, label), el("div", {},
    el("div", { class: "row" }, input, el("span", { class: "note source" }), forget),
    el("p", { class: "error", id: error, hidden: true }), el("p", { id: note }, hint ?? "")));
}

const isSecret = mode => mode === "password" || mode === "secrets";

/** Every field as the panel answers it; what was typed stays. */
export function showFields(form, answer, typed) {
  for (const one of ALL) showField(form.elements[one[0]], one, answer, typed[one[0]]);
}

/** What is set elsewhere is only read, what is blank shows what is in force. */
function showField(input, [name, , shown, , mode], { settings, values, sources = {}, secrets = {} }, typed) {
  const elsewhere = settings.read_only?.[name];
  const inForce = String(shown?.(settings) ?? "");
  const value = typed ?? (elsewhere && shown ? inForce : asText(values[name]));
  if (input.type === "checkbox") input.checked = value === "true"; else input.value = value;
  if (input.type === "textarea") input.rows = Math.min(8, Math.max(2, value.split("\n").length));
  input.placeholder = inForce || (!isSecret(mode) ? "" : secrets[name]?.kept ? "set" : "not set");
  input.readOnly = Boolean(elsewhere);
  if (input.type === "checkbox") input.disabled = Boolean(elsewhere);
  const row = input.closest(".field"), forget = row.querySelector("[data-forget]");
  if (forget) forget.hidden = !secrets[name]?.kept;
  text(row.querySelector(".source"),
    elsewhere ? `Set in ${elsewhere}; change it there.`
      : givenElsewhere(secrets[name], settings) || source(sources[name], values[name]));
}

/** A token is for one server alone. */
const givenElsewhere = (secret, { hf_endpoint: hub }) =>
  secret?.given_for ? `Given for ${secret.given_for}: ${hub} does not get it.` : "";

/** A list has one value a line. */
const asText = value => Array.isArray(value) ? value.join("\n") : String(value ?? "");

/** Where the value comes from that a blank field has. */
function source(where, value) {
  if (value !== undefined && value !== null && value !== "") return "";
  return where && where !== "default" ? `blank: from ${where}` : "";
}

/** What was typed and is not saved yet. */
export function changedIn(form, values) {
  const fields = ALL.map(([name]) => form.elements[name]).filter(input => !input.readOnly && !input.disabled)
    .map(input => [input.name, input.type === "checkbox" ? String(input.checked) : lines(input.value)]);
  return Object.fromEntries(fields.filter(([name, value]) => value !== asText(values[name])
    && !(values[name] == null && value === "false")));
}

const lines = value => value.split(/\r?\n/).map(line => line.trim()).filter(Boolean).join("\n");

/** @param {Record<string, string[]>} errors by the names of the fields */
export function showErrors(form, errors) {
  for (const [name] of ALL) {
    const input = form.elements[name], line = input.closest(".field").querySelector(".error");
    text(line, errors[name]?.join(" ") ?? "");
    line.hidden = !errors[name];
    if (errors[name]) input.setAttribute("aria-invalid", "true"); else input.removeAttribute("aria-invalid");
  }
  form.querySelector("[aria-invalid]")?.focus();
}
