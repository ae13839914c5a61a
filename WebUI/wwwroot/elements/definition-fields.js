import { text } from "../lib/dom.js";

/* The fields of a model of one's own, in the dialog that adds one and in its editor (lib/definition.js). */

export const NAMES = ["name", "weights", "nodes", "args"];

/** As they stand there. */
export const fieldsOf = form => Object.fromEntries(NAMES.map(name => [name, form.elements[name].value]));

/** The panel names the weights by what they are. @param {Record<string, string | string[]>} errors */
export function showFaults(form, errors) {
  const of = name => errors[name] ?? (name === "weights" ? errors.repo ?? errors.local_path : null);
  for (const name of NAMES) {
    const input = form.elements[name], said = [of(name) ?? []].flat().join(" ");
    const at = form.querySelector(`[data-error=${name}]`);
    text(at, said);
    at.hidden = !said;
    if (said) input.setAttribute("aria-invalid", "true"); else input.removeAttribute("aria-invalid");
  }
}
