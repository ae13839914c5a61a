import { get, post, put } from "../lib/api.js";
import { el, text, when } from "../lib/dom.js";
import { word } from "../lib/format.js";
import { seen } from "../lib/seen.js";
import { keyFile, steps } from "../lib/setup.js";
import { Live, toast } from "./base.js";
import { copyAndSay } from "./copy-button.js";

/** <setup-page>: hosts, key, fingerprints, needs; each step shows its proof (lib/setup.js decides what is done). */
class SetupPage extends Live {
  #report = null; #testing = false; #wanted = false; #editing = false; #line = ""; #revision = null; #tested = null;

  build() {
    this.addEventListener("click", ({ target }) => this.#do(target.closest("[data-do]")), { signal: this.signal });
    const form = this.querySelector("form");
    form.addEventListener("submit", event => { event.preventDefault(); this.#save(form); }, { signal: this.signal });
    get("/api/ssh/public-key").then(({ line }) => text(this.querySelector("#keyline"), this.#line = line),
      problem => text(this.querySelector("#keyline"), problem.message));
    this.#read(form);
  }

  tell({ view: { settings } }) {
    if (!settings) return;
    const hosts = JSON.stringify([settings.spark1, settings.spark2].map(one => one && [one.host, one.user, one.port]));
    if (settings.spark1 && hosts !== this.#tested) { this.#tested = hosts; this.#report = null; this.#test(); }
    const { states, undone, proofs, offers } = steps(settings, this.#report, this.#testing);
    text(this.querySelector("h1"), undone === 0 ? "Ready for a load"
      : `${word(undone)} ${undone === 1 ? "step" : "steps"} to the first load`);
    for (const [name, state] of Object.entries(states)) {
      const step = this.querySelector(`[data-step=${name}]`);
      step.dataset.state = state;
      when(step.querySelector(".proof"), proofs[name], () => proofs[name].map(proof));
    }
    const set = Boolean(settings.spark1);
    this.querySelector("form").hidden = set && !this.#editing;
    this.querySelector("[data-part=change]").hidden = !set || this.#editing;
    this.querySelector("[data-do=keep]").hidden = !set;
    this.querySelector("[data-part=done]").hidden = undone > 0;
    const test = this.querySelector("[data-do=test]");
    test.disabled = !set || this.#testing;
    const again = `Test${settings.spark2 ? " both" : ""}${this.#report ? " again" : ""}`;
    text(test, this.#testing ? "Testing" : again);
    if (states.key === "done") delete test.dataset.kind; else test.dataset.kind = "primary";
    when(this.querySelector("[data-part=how]"), offers, () => offers.slice(0, 1).flatMap(howToCompare));
    when(this.querySelector("[data-part=trust]"), offers, () => offers.map(offer => this.#trustButton(offer)));
  }

  #trustButton(offer) {
    const { title, changed } = offer;
    return el("button", { type: "button", "data-kind": changed ? "danger" : "primary", onclick: () => this.#trust(offer) },
      changed ? `It is the same machine, trust its new key: ${title}` : `It matches, trust ${title}`);
  }

  async #read(form) {
    const { revision, values, settings } = await get("/api/settings").catch(() => ({ revision: null }));
    this.#revision = revision;
    for (const input of form.querySelectorAll("input")) {
      const elsewhere = settings?.read_only?.[input.name];
      input.readOnly = Boolean(elsewhere);
      input.title = elsewhere ? `Set in ${elsewhere}; change it there.` : "";
      input.dataset.was = input.value = values?.[input.name] ?? shown(settings, input.name);
    }
  }

  async #do(button) {
    switch (button?.dataset.do) {
      case "copy": return copyAndSay(this.#line, "the line");
      case "test": return this.#test();
      case "change": this.#editing = true; this.#again(); return this.querySelector("input").focus();
      case "keep": this.#editing = false; return this.#again();
    }
  }

  async #save(form) {
    const changed = [...form.querySelectorAll("input:not([readonly])")]
      .filter(({ value, dataset }) => value.trim() !== (dataset.was ?? ""));
    const values = Object.fromEntries(changed.map(({ name, value }) => [name, value.trim()]));
    try {
      if (Object.keys(values).length) await put("/api/settings", { revision: this.#revision, values });
      this.#editing = false;
      this.#mend(form, {});
      await this.#read(form);
      this.#again();
    } catch (problem) {
      this.#mend(form, problem.errors ?? {});
      if (Object.keys(problem.errors ?? {}).length === 0) toast(problem.message);
      if (problem.status === 409) this.#revision = (await get("/api/settings").catch(() => ({}))).revision
        ?? this.#revision;
    }
  }

  #mend(form, errors) {
    for (const line of form.querySelectorAll(".error")) line.remove();
    for (const input of form.querySelectorAll("input")) {
      const words = errors[input.name]?.join(" ");
      if (words) input.setAttribute("aria-invalid", "true"); else input.removeAttribute("aria-invalid");
      if (words) input.after(el("span", { class: "error", role: "alert" }, words));
    }
    form.querySelector("[aria-invalid]")?.focus();
  }

  async #test() {
    this.#wanted = true;
    if (this.#testing) return;
    this.#testing = true;
    this.#again();
    while (this.#wanted && this.isConnected) { // once more when addresses or trust were changed meanwhile
      this.#wanted = false;
      const report = await post("/api/ssh/test").catch(problem => { toast(problem.message); return this.#report; });
      if (!this.#wanted) this.#report = report;
    }
    this.#testing = false;
    this.#again();
  }

  async #trust({ node, type, fingerprint, title, changed }) {
    try {
      // The panel never overwrites a key: the old one is taken back first.
      if (changed) await put("/api/settings",
        { revision: (await get("/api/settings")).revision, values: { [`${node}_host_key`]: null } });
      await post("/api/ssh/trust", { node, type, fingerprint });
      toast(`${title} is trusted from now on.`);
    } catch (problem) { toast(problem.message); }
    this.#test();
  }

  #again() { if (this.isConnected) this.tell(seen()); }
}

const howToCompare = ({ title, type }) =>
  [`On ${title}, `, el("code", {}, `ssh-keygen -lf ${keyFile(type)}`), " shows the same text."];

/** What is in force where the file says nothing: from the environment, or by default. */
function shown(settings, name) {
  const [spark, field] = name.split("_");
  return String(settings?.[spark]?.[field] ?? "");
}

function proof({ state, title, code, words }) {
  return el("li", {}, state ? el("state-mark", { "data-state": state }, title) : el("span", {}, title),
    code ? el("code", {}, code) : Boolean(words) && el("span", {}, words));
}

customElements.define("setup-page", SetupPage);
