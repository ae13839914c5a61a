import { attribute, el, icon, keyed, text } from "../lib/dom.js";
import { SETTINGS, catalogNote, optionsNote, shareNote } from "../lib/model-settings.js";

/* The fields of a model's settings: the value, what the catalog says, whether it was changed, and the way back. */

const INPUTS = {
  decimal: { inputmode: "decimal" }, numeric: { inputmode: "numeric" },
  words: { class: "mono", spellcheck: "false", rows: 1 },
  flag: { type: "checkbox", role: "switch" }
};

const NOTES = {
  extra_args: "Words as in a shell; they stand behind all others. Port and host are SparkControl's.",
  fastsafetensors: "Faster, but weights of more than 80 % of a Spark's memory may not load with it.",
  gpu_memory_utilization: "More than 0.90 only after a question, 0.95 at most."
};

/** All but the context, which stands at its slider. */
const NAMES = Object.keys(SETTINGS).filter(name => name !== "max_model_len");

export const settingFields = () => NAMES.map(name => {
  const { label, kind } = SETTINGS[name];
  return el("div", { class: "field", "data-setting": name }, el("label", { for: name }, label), el("div", {},
    el("div", { class: "row" },
      el(kind === "words" ? "textarea" : "input", { id: name, name, autocomplete: "off", autocapitalize: "off",
        ...INPUTS[kind],
        "aria-describedby": `${name}-note ${name}-error` }),
      el("span", { class: "note", id: `${name}-note` }), wayBack(name, label)),
    el("p", { class: "error", id: `${name}-error`, hidden: true }), NOTES[name] && el("p", {}, NOTES[name]),
    name === "gpu_memory_utilization" && el("p", { "data-part": "share", role: "status" }),
    name === "extra_args" && el("p", { "data-part": "options", role: "status" })));
});

export const wayBack = (name, label) => el("button", { type: "button", "data-kind": "quiet", "data-size": "s",
  "data-reset": name, "aria-label": `Reset: ${label}`, hidden: true }, icon("undo"), "Reset");

/**
 * Nothing is written under the hand of a person: the field that has the focus keeps what stands in it.
 * @param {import("../lib/draft.js").Draft} draft
 */
export function fillFields(form, draft) {
  for (const [name, { kind }] of Object.entries(SETTINGS)) {
    const input = form.elements[name], box = input.closest("[data-setting]");
    const value = draft.text(name), error = draft.errors[name], changed = draft.isChanged(name);
    if (kind === "flag") input.checked = value;
    else if (input.value !== value && input !== document.activeElement) input.value = value;
    attribute(input, "placeholder", kind === "numeric" || kind === "decimal" ? blank(name, draft.model) : null);
    attribute(input, "data-unset", kind === "flag" && draft.wanted[name] == null);
    attribute(input, "aria-invalid", error ? "true" : null);
    box.querySelector("label").classList.toggle("changed", changed);
    box.querySelector("[data-reset]").hidden = !changed && !error;
    text(box.querySelector(`#${name}-note`), catalogNote(name, draft.model));
    text(box.querySelector(".error"), error ?? "");
    box.querySelector(".error").hidden = !error;
  }
  share(form.querySelector("[data-part=share]"), draft.wanted.gpu_memory_utilization);
}

const blank = (name, { bundled_settings: bundled }) =>
  bundled?.[name] == null ? "vLLM decides" : SETTINGS[name].show(bundled[name]);

/** @param {object | null} fit the newest answer of /fit; null for none */
export const fillOptions = (form, fit) => note(form.querySelector("[data-part=options]"), optionsNote(fit));

const share = (node, value) => note(node, shareNote(value));

function note(node, found) {
  keyed(node, found ? [found] : [], ({ state }) => state ?? "", ({ state }) =>
    state ? el("state-mark", { "data-state": state }) : el("span"), (mark, { words }) => text(mark, words));
}
