import { count } from "../lib/format.js";
import { onGoing } from "../lib/model-changes.js";
import { SETTINGS } from "../lib/model-settings.js";
import { fillFields, settingFields, wayBack } from "./model-fields.js";
import { ModelPreview } from "./model-preview.js";
import { ModelSave } from "./model-save.js";
import { OwnFields } from "./own-fields.js";

/** The form of a <model-page>: what was typed, what of it is wrong, and what it would come to. */
export class ModelForm {
  #form; #draft; #own; #preview; #save;

  /** @param {import("../lib/draft.js").Draft} draft @param {AbortSignal} signal ends its listeners */
  constructor(page, draft, signal) {
    this.#form = page.querySelector("form");
    this.#draft = draft;
    this.#form.querySelector("[data-part=fields]").append(...settingFields());
    this.#own = new OwnFields(this.#form);
    this.#preview = new ModelPreview(this.#form, this);
    this.#save = new ModelSave(page, this.#form, this);
    page.querySelector("[data-setting=max_model_len] [data-part=back]").append(wayBack("max_model_len", "Context"));
    const on = (type, act) => this.#form.addEventListener(type, act, { signal });
    on("input", ({ target }) => this.#input(target));
    for (const type of ["change", "focusout"]) on(type, ({ target }) => this.#leave(target));
    on("submit", event => { event.preventDefault(); this.#save.save(); });
    on("click", ({ target }) => this.#click(target.closest("[data-reset], [data-do]")?.dataset ?? {}));
    onGoing(key => { if (key === this.#draft.model?.key) this.#preview.end(); }, signal);
  }

  get draft() { return this.#draft; }

  /** The own fields of a model that were changed; null for none. */
  get fields() { return this.#own.changed; }

  get isWrong() { return this.#own.isWrong || Object.keys(this.#draft.errors).length > 0; }

  /** The field that a person is in: what stands there is not touched. */
  get open() { return this.#form.contains(document.activeElement) ? document.activeElement.name || null : null; }

  /** Whether it can be sent; if not, the focus goes to the first field that is wrong. */
  check() {
    const isSound = this.#own.check() && !this.isWrong;
    if (!isSound) this.#form.querySelector("[aria-invalid=true]")?.focus();
    return isSound;
  }

  /** @param {Record<string, string | string[]>} errors by field, as the panel names them */
  refuse(errors) { this.#own.refuse(errors); }

  end() { this.#preview.end(); }

  /** What is saved is newer, or the same as before: fields that nobody has touched follow it. */
  tell() {
    this.#own.take(this.#draft.model);
    this.paint();
  }

  paint() {
    fillFields(this.#form, this.#draft);
    this.#preview.tell();
    this.#save.tell();
  }

  #input({ name, type, value, checked }) {
    if (type === "range") this.#draft.type("max_model_len", count(Number(value)));
    else if (name in SETTINGS) this.#draft.type(name, type === "checkbox" ? checked : value);
    else this.#own.mend(name);
    this.#save.mend();
    this.paint();
  }

  #leave({ name, type }) {
    if (!this.#draft.model) return;
    this.#draft.settle(type === "range" ? "max_model_len" : name);
    this.#own.settle();
    this.paint();
  }

  /** A button that goes with its own click hands the focus on. */
  #click({ reset, do: what }) {
    if (what === "again") this.#save.save({ andLoad: true });
    if (what === "discard") this.#discard();
    if (reset) this.#draft.reset(reset);
    if (what === "catalog") this.#draft.resetAll();
    if (!reset && what !== "catalog") return;
    this.paint();
    (reset ? this.#form.elements[reset] : this.#form.querySelector("[data-do=save]")).focus();
  }

  #discard() {
    this.#draft.discard();
    this.#own.reset();
    this.#save.mend();
    this.paint();
  }
}
