import { SETTINGS, changes, read, same, typed, wanted } from "./model-settings.js";

/** What a person has typed of a model's settings, beside what is saved of them; nothing typed is lost by a new read. */
export class Draft {
  model = null;

  /** By name: what stands in the field, what it means, and what is wrong with it. */
  #typed = {};

  /**
   * The model as it is saved now. What was typed stays as it is until its field is left, but for what a save has made
   * true: a text that means the same may be on its way to another one.
   * @param {string | null} open the field that a person is in
   */
  take(model, open = null) {
    const isNew = model.revision !== this.model?.revision;
    this.model = model;
    if (isNew) for (const name of Object.keys(this.#typed)) if (name !== open) this.settle(name);
  }

  /** @param {string | boolean} text as it stands in the field */
  type(name, text) { this.#typed[name] = { text, ...read(name, text) }; }

  /** The field is left: what stands in it is made tidy, and what means the same as what is saved is no longer typed. */
  settle(name) {
    const found = this.#typed[name];
    if (!found || found.error) return;
    const value = found.value ?? this.model.bundled_settings?.[name];
    if (same(value, this.model.settings?.[name])) delete this.#typed[name]; else found.text = typed(name, value);
  }

  /** Back to the catalog's value. */
  reset(name) { this.#typed[name] = { text: typed(name, this.model.bundled_settings?.[name]), value: undefined }; }

  resetAll() { for (const name of Object.keys(SETTINGS)) this.reset(name); }

  discard() { this.#typed = {}; }

  /** What stands in a field. */
  text(name) { return this.#typed[name]?.text ?? typed(name, this.model.settings?.[name]); }

  /** By name, undefined for the catalog's; without what is wrong. */
  get values() {
    return Object.fromEntries(Object.entries(this.#typed).filter(([, { error }]) => !error)
      .map(([name, { value }]) => [name, value]));
  }

  /** The settings as they would be. */
  get wanted() { return wanted(this.model, this.values); }

  /** @returns {Record<string, string>} what is wrong, by name */
  get errors() {
    return Object.fromEntries(Object.entries(this.#typed).filter(([, { error }]) => error)
      .map(([name, { error }]) => [name, error]));
  }

  /** Whether it would differ from the catalog. */
  isChanged(name) { return !same(this.wanted[name], this.model.bundled_settings?.[name]); }

  /** What a save sends. */
  get changes() { return changes(this.model, this.values); }
}
