import { post } from "../lib/api.js";
import { text, when } from "../lib/dom.js";
import { word } from "../lib/format.js";
import { seen } from "../lib/seen.js";
import { found, steps } from "../lib/setup.js";
import { Trial } from "../lib/trial.js";
import { Live, toast } from "./base.js";
import { howToCompare, keepFocus, keyLine, tellStep, tellTest, trustButton } from "./setup-parts.js";

/** <setup-page>: hosts, key, fingerprints, needs; each step shows its proof (lib/setup.js decides what is done). */
class SetupPage extends Live {
  #editing = false; #tested = null;
  #trial = new Trial(() => post("/api/ssh/test")
    .catch(problem => { toast(problem.message); return this.#trial.report; }));

  build() {
    this.addEventListener("click", ({ target }) => this.#do(target.closest("[data-do]")), { signal: this.signal });
    this.addEventListener("saved", () => this.#edit(false), { signal: this.signal });
    keyLine(this.querySelector("#keyline"), this.querySelector("[data-do=copy]"), this.signal);
  }

  tell({ view: { settings } }) {
    if (!settings) return;
    const hosts = JSON.stringify([settings.spark1, settings.spark2].map(one => one && [one.host, one.user, one.port]));
    if (settings.spark1 && hosts !== this.#tested) { this.#tested = hosts; this.#trial.report = null; this.#test(); }
    const held = document.activeElement?.closest("setup-step");
    const { states, undone, proofs, offers } = steps(settings, this.#trial.report, this.#trial.isRunning);
    text(this.querySelector("h1"), undone === 0 ? "Ready for a load"
      : `${word(undone)} ${undone === 1 ? "step" : "steps"} to the first load`);
    for (const [name, state] of Object.entries(states))
      tellStep(this.querySelector(`[data-step=${name}]`), state, proofs[name]);
    this.#part("done").hidden = undone > 0;
    when(this.#part("how"), offers, () => offers.slice(0, 1).flatMap(howToCompare));
    when(this.#part("trust"), offers, () => offers.map(offer => trustButton(offer, () => this.#trust(offer))));
    this.#buttons(settings, states.key);
    if (held) keepFocus(held);
  }

  #buttons({ spark1, spark2 }, key) {
    this.querySelector("setup-hosts").hidden = Boolean(spark1) && !this.#editing;
    this.#part("change").hidden = !spark1 || this.#editing;
    this.querySelector("[data-do=keep]").hidden = !spark1;
    tellTest(this.querySelector("[data-do=test]"), spark1, spark2, key, this.#trial);
  }

  #do(button) {
    switch (button?.dataset.do) {
      case "test": return this.#trial.isRunning || this.#test();
      case "change": this.#edit(true); return this.querySelector("input").focus();
      case "keep": return this.#edit(false);
    }
  }

  #edit(on) { this.#editing = on; this.#again(); }

  /** Addresses and trust may be changed while it runs. */
  async #test() {
    const isFirst = !this.#trial.isRunning;
    const end = this.#trial.run(() => this.isConnected);
    if (!isFirst) return;
    text(this.#part("found"), "");
    this.#again();
    await end;
    if (this.#trial.report && this.isConnected) text(this.#part("found"), found(this.#trial.report));
    this.#again();
  }

  async #trust({ node, type, fingerprint, title, replaces }) {
    await post("/api/ssh/trust", { node, type, fingerprint, ...replaces && { replaces } })
      .then(() => toast(`${title} is trusted from now on.`), problem => toast(problem.message));
    this.#test();
  }

  #again() { if (this.isConnected) this.tell(seen()); }

  #part(name) { return this.querySelector(`[data-part=${name}]`); }
}

customElements.define("setup-page", SetupPage);
