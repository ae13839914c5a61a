import { get, put } from "../lib/api.js";
import { attribute, el } from "../lib/dom.js";
import { toast } from "./base.js";

/** <setup-hosts>: where the Sparks are; says "saved" when settings.yaml has it. */
class SetupHosts extends HTMLElement {
  #revision = null; #left;

  connectedCallback() {
    this.#left = new AbortController();
    this.addEventListener("submit", event => { event.preventDefault(); this.#save(); }, { signal: this.#left.signal });
    this.#read();
  }

  disconnectedCallback() { this.#left.abort(); }

  /** What was typed meanwhile stays. */
  async #read() {
    const { revision, values, settings } = await get("/api/settings").catch(() => ({ revision: null }));
    this.#revision = revision;
    for (const input of this.querySelectorAll("input")) {
      const elsewhere = settings?.read_only?.[input.name];
      input.readOnly = Boolean(elsewhere);
      input.title = elsewhere ? `Set in ${elsewhere}; change it there.` : "";
      const [typed, value] = [input.value, values?.[input.name] ?? shown(settings, input.name)];
      const isTyped = !elsewhere && typed !== (input.dataset.was ?? "");
      input.dataset.was = value;
      input.value = isTyped ? typed : value;
    }
  }

  async #save() {
    const changed = [...this.querySelectorAll("input:not([readonly])")]
      .filter(({ value, dataset }) => value.trim() !== (dataset.was ?? ""));
    const values = Object.fromEntries(changed.map(({ name, value }) => [name, value.trim()]));
    try {
      if (changed.length) await put("/api/settings", { revision: this.#revision, values });
      this.#mend({});
      await this.#read();
      this.dispatchEvent(new CustomEvent("saved", { bubbles: true }));
    } catch (problem) {
      this.#mend(problem.errors ?? {});
      if (Object.keys(problem.errors ?? {}).length === 0) toast(problem.message);
      if (problem.status !== 409) return;
      const { revision } = await get("/api/settings").catch(() => ({}));
      this.#revision = revision ?? this.#revision;
    }
  }

  #mend(errors) {
    for (const line of this.querySelectorAll(".error")) line.remove();
    for (const input of this.querySelectorAll("input")) {
      const words = errors[input.name]?.join(" ");
      attribute(input, "aria-invalid", words ? "true" : null);
      attribute(input, "aria-describedby", words ? `${input.name}-error` : null);
      if (words) input.after(el("span", { class: "error", id: `${input.name}-error` }, words));
    }
    this.querySelector("[aria-invalid]")?.focus();
  }
}

/** What is in force where the file says nothing: from the environment, or by default. */
function shown(settings, name) {
  const [spark, field] = name.split("_");
  return String(settings?.[spark]?.[field] ?? "");
}

customElements.define("setup-hosts", SetupHosts);
