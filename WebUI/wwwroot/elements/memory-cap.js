import { put } from "../lib/api.js";
import { text } from "../lib/dom.js";
import { listed } from "../lib/listed.js";
import { refusal } from "../lib/refusal.js";
import { capWords } from "../lib/services.js";
import { Live, toast } from "./base.js";

/** <memory-cap>: the most memory that Parakeet's container may take, and what that can and cannot bound. */
class MemoryCap extends Live {
  #shown; #isSent = false;

  build() {
    const on = (type, act) => this.addEventListener(type, act, { signal: this.signal });
    on("submit", event => { event.preventDefault(); this.#save(this.#field.value); });
    on("click", ({ target }) => { if (target.closest("[data-do=uncap]")) this.#save(""); });
  }

  get #field() { return this.querySelector("input"); }

  /** What is typed stays until it is saved or the cap becomes another one. */
  tell({ view: { settings } }) {
    if (!settings) return;
    const cap = settings.parakeet?.memory_cap_gib ?? null;
    const entry = listed()?.services?.find(({ name }) => name === "parakeet");
    text(this.querySelector("summary > span"), capWords(settings, entry));
    this.querySelector("[data-do=uncap]").hidden = cap === null;
    if (entry?.memory_cap_note) text(this.querySelector("[data-part=bounds]"), entry.memory_cap_note);
    if (cap === this.#shown) return;
    this.#shown = cap;
    this.#field.value = cap ?? "";
  }

  async #save(typed) {
    if (this.#isSent) return;
    const cap = typed.trim() === "" ? null : Number(typed);
    if (cap !== null && !(Number.isInteger(cap) && cap >= 4 && cap <= 120))
      return this.#tell("It is a whole number from 4 to 120, or blank for no cap.");
    this.#isSent = true;
    this.#tell("");
    try {
      await put("/api/services/parakeet", { memory_cap_gib: cap });
      toast("Saved; the container gets it next.");
    } catch (problem) { this.#tell(refusal(problem)); }
    this.#isSent = false;
  }

  #tell(words) {
    const line = this.querySelector(".problem");
    text(line, words);
    line.hidden = !words;
  }
}

customElements.define("memory-cap", MemoryCap);
