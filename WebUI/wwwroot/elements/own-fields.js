import { besides, changedFields, definition, faults } from "../lib/definition.js";
import { text } from "../lib/dom.js";
import { NAMES, fieldsOf, showFaults } from "./definition-fields.js";

/** The fields of a model of one's own in its editor: what was typed, beside what is saved. */
export class OwnFields {
  #form; #isOwn = false; #saved = {}; #shown = null; #wrong = {};

  constructor(form) { this.#form = form; }

  /** What was changed, by field; null for nothing, and for a model that came with SparkControl. */
  get changed() { return this.#isOwn ? changedFields(fieldsOf(this.#form), this.#shown) : null; }

  get isWrong() { return Object.keys(this.#wrong).length > 0; }

  /** What is saved is newer, or the same as before: a field that nobody has changed follows it. */
  take(model) {
    this.#isOwn = model.source === "custom";
    this.#form.querySelector("[data-part=own]").hidden = !this.#isOwn;
    this.#saved = definition(model);
    text(this.#form.querySelector("[data-part=besides]"), besides(model));
    if (this.#shown) this.settle(); else this.reset();
  }

  /** As it is saved, but for what is being typed: nothing is written under the hand of a person. */
  settle() { for (const name of NAMES) this.#follow(name, this.#form.elements[name]); }

  reset() {
    for (const name of NAMES) this.#form.elements[name].value = this.#saved[name];
    this.#shown = fieldsOf(this.#form);
    this.refuse({});
  }

  /** Judges what was changed, and says it at its field. @returns {boolean} whether nothing is wrong */
  check() {
    this.refuse(this.changed ? faults(this.changed) : {});
    return !this.isWrong;
  }

  /** @param {Record<string, string | string[]>} errors by field; what is said of others is not said here */
  refuse(errors) {
    const { repo, local_path: path, weights = repo ?? path, ...others } = errors;
    this.#wrong = Object.fromEntries(Object.entries({ ...others, ...weights && { weights } })
      .filter(([name]) => NAMES.includes(name)));
    showFaults(this.#form, this.#wrong);
  }

  /** What is typed anew is judged anew. */
  mend(name) {
    const { [name]: _, ...others } = this.#wrong;
    this.refuse(others);
  }

  #follow(name, input) {
    if (changedFields({ [name]: input.value }, this.#shown)) this.#shown[name] = shownBy(input, this.#saved[name]);
    else if (input !== document.activeElement) {
      if (input.value !== this.#saved[name]) input.value = this.#saved[name];
      this.#shown[name] = input.value;
    }
  }
}

/** A field may show less than it is given: a line has no breaks. */
function shownBy(input, value) {
  const other = input.cloneNode(true);
  other.value = value;
  return other.value;
}
