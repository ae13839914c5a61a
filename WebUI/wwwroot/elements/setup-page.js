import { get, post } from "../lib/api.js";
import { attribute, text, when } from "../lib/dom.js";
import { word } from "../lib/format.js";
import { seen } from "../lib/seen.js";
import { found, steps } from "../lib/setup.js";
import { Live, toast } from "./base.js";
import { copyAndSay } from "./copy-button.js";
import { howToCompare, proof, SAID, trustButton } from "./setup-parts.js";

/** <setup-page>: hosts, key, fingerprints, needs; each step shows its proof (lib/setup.js decides what is done). */
class SetupPage extends Live {
  #report = null; #testing = false; #wanted = false; #editing = false; #line = ""; #tested = null;

  build() {
    this.addEventListener("click", ({ target }) => this.#do(target.closest("[data-do]")), { signal: this.signal });
    this.addEventListener("saved", () => this.#edit(false), { signal: this.signal });
    get("/api/ssh/public-key").then(({ line }) => this.#key(line), problem => this.#key("", problem.message));
  }

  tell({ view: { settings } }) {
    if (!settings) return;
    const hosts = JSON.stringify([settings.spark1, settings.spark2].map(one => one && [one.host, one.user, one.port]));
    if (settings.spark1 && hosts !== this.#tested) { this.#tested = hosts; this.#report = null; this.#test(); }
    const held = document.activeElement?.closest("setup-step");
    const { states, undone, proofs, offers } = steps(settings, this.#report, this.#testing);
    text(this.querySelector("h1"), undone === 0 ? "Ready for a load"
      : `${word(undone)} ${undone === 1 ? "step" : "steps"} to the first load`);
    for (const [name, state] of Object.entries(states)) {
      const step = this.querySelector(`[data-step=${name}]`);
      step.dataset.state = state;
      text(step.querySelector("h2 > span"), SAID[state]);
      when(step.querySelector(".proof"), proofs[name], () => proofs[name].map(proof));
    }
    this.#part("done").hidden = undone > 0;
    when(this.#part("how"), offers, () => offers.slice(0, 1).flatMap(howToCompare));
    when(this.#part("trust"), offers, () => offers.map(offer => trustButton(offer, () => this.#trust(offer))));
    this.#buttons(settings, states.key);
    // What had the focus may have been done with: then it goes to the heading of its step.
    if (held && !held.contains(visible(document.activeElement))) held.querySelector("h2").focus();
  }

  #buttons({ spark1, spark2 }, key) {
    this.querySelector("setup-hosts").hidden = Boolean(spark1) && !this.#editing;
    this.#part("change").hidden = !spark1 || this.#editing;
    this.querySelector("[data-do=keep]").hidden = !spark1;
    const test = this.querySelector("[data-do=test]");
    test.disabled = !spark1;
    attribute(test, "aria-busy", this.#testing ? "true" : null); // disabled, it would lose the focus
    text(test, this.#testing ? "Testing" : `Test${spark2 ? " both" : ""}${this.#report ? " again" : ""}`);
    if (key === "done") delete test.dataset.kind; else test.dataset.kind = "primary";
  }

  #do(button) {
    switch (button?.dataset.do) {
      case "copy": return copyAndSay(this.#line, "the line");
      case "test": return this.#testing || this.#test();
      case "change": this.#edit(true); return this.querySelector("input").focus();
      case "keep": return this.#edit(false);
    }
  }

  #edit(on) { this.#editing = on; this.#again(); }

  /** What cannot be read yet cannot be copied. */
  #key(line, words = line) {
    this.#line = line;
    text(this.querySelector("#keyline"), words);
    this.querySelector("[data-do=copy]").disabled = !line;
  }

  async #test() {
    this.#wanted = true;
    if (this.#testing) return;
    this.#testing = true;
    text(this.#part("found"), "");
    this.#again();
    while (this.#wanted && this.isConnected) { // once more when addresses or trust were changed meanwhile
      this.#wanted = false;
      const report = await post("/api/ssh/test").catch(problem => { toast(problem.message); return this.#report; });
      if (!this.#wanted) this.#report = report;
    }
    this.#testing = false;
    if (this.#report && this.isConnected) text(this.#part("found"), found(this.#report));
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

/** A hidden element keeps the focus until the browser looks again. */
const visible = element => element?.closest("[hidden]") ? null : element;

customElements.define("setup-page", SetupPage);
