import { el, text } from "../lib/dom.js";
import { ALL } from "./settings-fields.js";

/* The form of <settings-page>: `values` is what settings.yaml says, by the names of the fields. */

export function field([name, label, , hint, mode]) {
  const [error, note] = [`${name}-error`, `${name}-hint`];
  const secret = mode === "password";
  const kind = secret ? { type: mode, autocomplete: "new-password" } : { inputmode: mode, autocomplete: "off" };
  const input = el("input", { id: name, name, ...kind, autocapitalize: "off", spellcheck: "false",
    "aria-describedby": `${error} ${note}` });
  const forget = secret
    && el("button", { type: "button", "data-size": "s", "data-forget": name, hidden: true }, "Forget it");
  return el("div", { class: "field" }, el("label", { for: name }, label), el("div", {},
    el("div", { class: "row" }, input, el("span", { class: "note source" }), forget),
    el("p", { class: "error", id: error, hidden: true }), el("p", { id: note }, hint ?? "")));
}

/** Every field as the panel answers it; what was typed stays. */
export function showFields(form, answer, typed) {
  for (const one of ALL) showField(form.elements[one[0]], one, answer, typed[one[0]]);
}

/** What is set elsewhere is only read, what is blank shows what is in force. */
function showField(input, [name, , shown], { settings, values, sources = {}, secrets = {} }, typed) {
  const elsewhere = settings.read_only?.[name];
  const inForce = String(shown?.(settings) ?? "");
  input.value = typed ?? (elsewhere ? inForce : values[name] ?? "");
  input.placeholder = shown ? inForce : secrets[name]?.kept ? "set" : "not set";
  input.readOnly = Boolean(elsewhere);
  const row = input.closest(".field"), forget = row.querySelector("[data-forget]");
  if (forget) forget.hidden = !secrets[name]?.kept;
  text(row.querySelector(".source"),
    elsewhere ? `Set in ${elsewhere}; change it there.` : source(sources[name], values[name]));
}

/** Where the value comes from that a blank field has. */
function source(where, value) {
  if (value !== undefined && value !== null && value !== "") return "";
  return where && where !== "default" ? `blank: from ${where}` : "";
}

/** What was typed and is not saved yet. */
export function changedIn(form, values) {
  const fields = [...new FormData(form)].map(([name, value]) => [name, value.trim()]);
  return Object.fromEntries(fields.filter(([name, value]) =>
    !form.elements[name].readOnly && value !== String(values[name] ?? "")));
}

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
