import { SETTINGS, changes, read, same, typed, wanted } from "./model-settings.js";

/** What a person has typed of a model's settings, beside what is saved of them; nothing typed is lost by a new read. */
export class Draft {
  model = null;

  /** By name: what stands in the field, what it means, and what is wrong with it. */
  #typed = {};

  /** The model as it is saved now. What was typed and is saved by now is no longer typed. */
  take(model) {
    this.model = model;
    for (const [name, { value, error }] of Object.entries(this.#typed))
      if (!error && same(value ?? model.bundled_settings?.[name], model.settings?.[name])) delete this.#typed[name];
  }

  /** @param {string | boolean} text as it stands in the field */
  type(name, text) { this.#typed[name] = { text, ...read(name, text) }; }

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
