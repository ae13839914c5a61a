import { template, text } from "../lib/dom.js";
import { refusal } from "../lib/refusal.js";
import { seen } from "../lib/seen.js";
import { Live, toast, toStatement } from "./base.js";

/**
 * A dialog that asks before something is done: always as things are now, void when they have changed, with the focus on
 * the harmless answer. `show(seen)` writes it and answers with { can, why }.
 */
export class Question extends Live {
  #dialog; #yes; #isSent = false; #problem = null;

  /** @param {string} form its template's id @param {string} yes the button that does it @param {() => Promise} act */
  begin(form, yes, act) {
    this.append(this.#dialog = template(form));
    this.#yes = this.part(`[data-do=${yes}]`);
    this.#yes.addEventListener("click", () => this.#send(act), { signal: this.signal });
    this.part("[data-do=keep]").addEventListener("click", () => this.close(), { signal: this.signal });
  }

  open() {
    this.#isSent = false;
    this.#problem = null;
    this.#dialog.showModal();
    this.again();
    this.part("[data-do=keep]").focus();
  }

  close() { this.#dialog.close(); }

  /** It was done and may be done again: what became of it is read first. */
  renew() {
    this.#isSent = false;
    this.again();
  }

  again() { this.tell(seen()); }

  tell(now) {
    if (!this.#dialog.open) return;
    const { can, why } = this.show(now);
    this.#yes.disabled = this.#isSent || !can;
    const said = this.#isSent ? null : why ?? this.#problem;
    text(this.part(".problem"), said ?? "");
    this.part(".problem").hidden = !said;
  }

  part(selector) { return this.#dialog.querySelector(selector); }

  async #send(act) {
    [this.#isSent, this.#problem] = [true, null];
    this.again();
    try {
      await act();
      this.done();
    } catch (problem) {
      this.#isSent = false;
      this.#problem = refusal(problem);
      if (problem.code === "swap_runs") { this.done(); toast(this.#problem); }
      this.again();
    }
  }

  /** Ends in the sentence that tells what becomes of it. */
  done() {
    this.close();
    toStatement();
  }
}
