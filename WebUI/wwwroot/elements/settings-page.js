import { get, put } from "../lib/api.js";
import { text } from "../lib/dom.js";
import { plural } from "../lib/format.js";
import { toast } from "./base.js";
import { FIELDS } from "./settings-fields.js";
import { changedIn, field, showErrors, showFields } from "./settings-form.js";

/** <settings-page>: the fields of settings.yaml; what is set elsewhere says where, a secret only that it is set. */
class SettingsPage extends HTMLElement {
  #revision; #values = {}; #form; #left;

  connectedCallback() {
    this.#left = new AbortController();
    this.#form = this.querySelector("form");
    for (const [group, fields] of Object.entries(FIELDS))
      this.querySelector(`[data-group=${group}]`).append(...fields.map(field));
    const on = (type, act) => this.#form.addEventListener(type, act, { signal: this.#left.signal });
    on("input", () => this.#count());
    on("submit", event => { event.preventDefault(); this.#save(this.#changed()); });
    on("reset", event => { event.preventDefault(); this.#read({}); });
    on("click", ({ target: { dataset } }) => { if (dataset.forget) this.#save({ [dataset.forget]: null }); });
    this.#read();
  }

  disconnectedCallback() { this.#left.abort(); }

  /** @param {Record<string, string>} [keep] what was typed; all that was typed until the answer came */
  async #read(keep) {
    try {
      const answer = await get("/api/settings");
      keep ??= this.#changed();
      this.#revision = answer.revision;
      this.#values = answer.values ?? {};
      showFields(this.#form, { ...answer, values: this.#values }, keep);
      showErrors(this.#form, {});
      this.#count();
    } catch (problem) {
      text(this.querySelector("[role=status]"), problem.message);
    }
  }

  async #save(changed) {
    try {
      await put("/api/settings", { revision: this.#revision, values: changed });
      toast("Saved.");
      await this.#read(without(this.#changed(), changed));
    } catch (problem) {
      if (problem.status === 409) await this.#read(this.#changed());
      showErrors(this.#form, problem.errors ?? {});
      const bad = Object.keys(problem.errors ?? {}).length;
      const words = bad ? `${plural(bad, "field")} must be mended first.` : problem.message;
      text(this.querySelector("[role=status]"), words);
    }
  }

  #changed() { return changedIn(this.#form, this.#values); }

  #count() {
    const n = Object.keys(this.#changed()).length;
    const [save, discard] = this.#form.querySelectorAll(".save button");
    save.disabled = discard.disabled = n === 0;
    text(save, n ? `Save ${plural(n, "change")}` : "Save");
    text(this.querySelector("[role=status]"), "");
  }
}

/** What was typed while it was saved, or beside it. */
const without = (typed, saved) => Object.fromEntries(Object.entries(typed).filter(([name]) => !(name in saved)));

customElements.define("settings-page", SettingsPage);
