import { definition, faults } from "../lib/definition.js";
import { count } from "../lib/format.js";
import { same } from "../lib/model-settings.js";
import { fieldsOf, showFaults } from "./definition-fields.js";
import { fillFields, settingFields, wayBack } from "./model-fields.js";
import { ModelPreview } from "./model-preview.js";
import { ModelSave } from "./model-save.js";

/** The form of a <model-page>: what was typed, what of it is wrong, and what it would come to. */
export class ModelForm {
  #form; #draft; #preview; #save; #own = null;

  /** @param {import("../lib/draft.js").Draft} draft @param {AbortSignal} signal ends its listeners */
  constructor(page, draft, signal) {
    this.#form = page.querySelector("form");
    this.#draft = draft;
    this.#form.querySelector("[data-part=fields]").append(...settingFields());
    this.#preview = new ModelPreview(this.#form, draft);
    this.#save = new ModelSave(page, this.#form, this);
    page.querySelector("[data-setting=max_model_len] [data-part=back]").append(wayBack("max_model_len", "Context"));
    const on = (type, act) => this.#form.addEventListener(type, act, { signal });
    on("input", ({ target }) => this.#input(target));
    on("submit", event => { event.preventDefault(); this.#save.save(); });
    on("click", ({ target }) => this.#click(target.closest("[data-reset], [data-do]")?.dataset ?? {}));
  }

  get draft() { return this.#draft; }

  /** The own fields of a model where they were changed; null for one that has none, or as it is saved. */
  get fields() {
    const { model } = this.#draft;
    const typed = fieldsOf(this.#form);
    return model.source === "custom" && !same(typed, definition(model)) ? typed : null;
  }

  get isSound() {
    const wrong = this.fields ? faults(this.fields) : {};
    showFaults(this.#form, wrong);
    return Object.keys(wrong).length === 0 && Object.keys(this.#draft.errors).length === 0;
  }

  end() { this.#preview.end(); }

  /** What is saved is newer, or the same as before: fields that nobody has touched follow it. */
  tell() {
    const { model } = this.#draft, saved = definition(model);
    this.#form.querySelector("[data-part=own]").hidden = model.source !== "custom";
    if (!this.#own || same(fieldsOf(this.#form), this.#own)) this.#fillOwn(saved);
    this.#own = saved;
    this.paint();
  }

  #fillOwn(values) {
    for (const [name, value] of Object.entries(values)) this.#form.elements[name].value = value;
  }

  paint() {
    fillFields(this.#form, this.#draft);
    this.#preview.tell();
    this.#save.tell();
  }

  #input(target) {
    if (target.closest("[data-part=own]")) { this.#save.tell(); return; }
    if (target.type === "range") this.#draft.type("max_model_len", count(Number(target.value)));
    else this.#draft.type(target.name, target.type === "checkbox" ? target.checked : target.value);
    this.paint();
  }

  #click({ reset, do: what }) {
    if (reset) this.#draft.reset(reset);
    if (what === "catalog") this.#draft.resetAll();
    if (what === "again") this.#save.save({ andLoad: true });
    if (what === "discard") this.#discard();
    if (reset || what === "catalog") this.paint();
  }

  #discard() {
    this.#draft.discard();
    this.#fillOwn(definition(this.#draft.model));
    showFaults(this.#form, {});
    this.paint();
  }
}
