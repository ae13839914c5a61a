import { get, put } from "../lib/api.js";
import { text } from "../lib/dom.js";
import { plural } from "../lib/format.js";
import { toast } from "./base.js";
import { field, FIELDS, source } from "./settings-fields.js";

/** <settings-page>: the fields of settings.yaml; what is set elsewhere is shown and says where. */
class SettingsPage extends HTMLElement {
  #revision; #values = {}; #form;

  connectedCallback() {
    this.#form = this.querySelector("form");
    for (const [group, fields] of Object.entries(FIELDS))
      this.querySelector(`[data-group=${group}]`).append(...fields.map(field));
    this.#form.addEventListener("input", () => this.#count());
    this.#form.addEventListener("submit", event => { event.preventDefault(); this.#save(); });
    this.#form.addEventListener("reset", event => { event.preventDefault(); this.#read({}); });
    this.#read();
  }

  /** @param {Record<string, string>} [keep] what was typed; all that was typed until the answer came */
  async #read(keep) {
    try {
      const { revision, settings, values = {}, sources = {} } = await get("/api/settings");
      keep ??= this.#changed();
      this.#revision = revision;
      this.#values = values;
      for (const [name, , shown] of Object.values(FIELDS).flat()) {
        const input = this.#form.elements[name], elsewhere = settings.read_only?.[name];
        input.value = keep[name] ?? (elsewhere ? shown(settings) ?? "" : values[name] ?? "");
        input.placeholder = String(shown(settings) ?? "");
        input.readOnly = Boolean(elsewhere);
        const where = elsewhere ? `Set in ${elsewhere}; change it there.` : source(sources[name], values[name]);
        text(input.closest(".field").querySelector(".source"), where);
      }
      this.#errors({});
      this.#count();
    } catch (problem) {
      text(this.querySelector("[role=status]"), problem.message);
    }
  }

  async #save() {
    const changed = this.#changed();
    try {
      await put("/api/settings", { revision: this.#revision, values: changed });
      toast("Saved.");
      await this.#read({});
    } catch (problem) {
      if (problem.status === 409) await this.#read(changed);
      this.#errors(problem.errors ?? {});
      const bad = Object.keys(problem.errors ?? {}).length;
      const words = bad ? `${plural(bad, "field")} must be mended first.` : problem.message;
      text(this.querySelector("[role=status]"), words);
    }
  }

  #changed() {
    const fields = [...new FormData(this.#form)].map(([name, value]) => [name, value.trim()]);
    return Object.fromEntries(fields.filter(([name, value]) =>
      !this.#form.elements[name].readOnly && value !== String(this.#values[name] ?? "")));
  }

  #count() {
    const n = Object.keys(this.#changed()).length;
    const [save, discard] = this.#form.querySelectorAll(".save button");
    save.disabled = discard.disabled = n === 0;
    text(save, n ? `Save ${plural(n, "change")}` : "Save");
    text(this.querySelector("[role=status]"), "");
  }

  #errors(errors) {
    for (const [name] of Object.values(FIELDS).flat()) {
      const input = this.#form.elements[name], line = input.closest(".field").querySelector(".error");
      text(line, errors[name]?.join(" ") ?? "");
      line.hidden = !errors[name];
      if (errors[name]) input.setAttribute("aria-invalid", "true"); else input.removeAttribute("aria-invalid");
    }
    this.#form.querySelector("[aria-invalid]")?.focus();
  }
}

customElements.define("settings-page", SettingsPage);
