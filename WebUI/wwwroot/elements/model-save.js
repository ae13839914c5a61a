import { modelsAnswer } from "../lib/answers.js";
import { el, text, when } from "../lib/dom.js";
import { full, plural } from "../lib/format.js";
import { needsForce, save } from "../lib/model-changes.js";
import { SHARES, changedFrom } from "../lib/model-settings.js";
import { refusal } from "../lib/refusal.js";
import { servedModel } from "../lib/running.js";
import { seen } from "../lib/seen.js";
import { toast } from "./base.js";

const MOVED = "It was changed elsewhere meanwhile. What you typed is still here, beside what is saved now; save again"
  + " to keep yours.";

/** The buttons below a model's settings: what they would do, and what came of it. */
export class ModelSave {
  #page; #form; #of; #isSent = false; #said = "";

  /** @param {import("./model-form.js").ModelForm} of */
  constructor(page, form, of) { [this.#page, this.#form, this.#of] = [page, form, of]; }

  tell() {
    const { draft, fields } = this.#of, { model } = draft;
    const n = Object.keys(draft.changes).length + (fields ? 1 : 0);
    const isWrong = Object.keys(draft.errors).length > 0;
    const button = what => this.#form.querySelector(`[data-do=${what}]`);
    const isServed = servedModel(seen().view)?.key === model.key;
    button("save").disabled = button("again").disabled = this.#isSent || n === 0 || isWrong;
    button("discard").disabled = n === 0 && !isWrong;
    text(button("save"), n ? `Save ${plural(n, "change")}` : "Save");
    text(button("again"), isServed ? "Save and load again" : "Save and switch to it");
    button("catalog").hidden = changedFrom(model.bundled_settings, draft.wanted).length === 0;
    text(this.#form.querySelector("[data-part=said]"), isWrong ? "What is wrong has to be mended first." : this.#said);
    when(this.#form.querySelector("[data-part=warnings]"), model.warnings ?? [],
      () => (model.warnings ?? []).map(words => el("state-mark", { "data-state": "attention" }, full(words))));
  }

  async save({ andLoad = false, force = false } = {}) {
    const { draft, fields } = this.#of, { model } = draft;
    if (this.#isSent || !this.#of.isSound) return;
    const share = draft.changes.gpu_memory_utilization ?? 0;
    if (share > SHARES.ask && !force) { this.#askForce(share, andLoad); return; }
    this.#isSent = true;
    this.tell();
    try {
      this.#done(await save(model, fields, draft.changes, force), andLoad);
    } catch (problem) { await this.#refused(problem, andLoad); }
    this.#isSent = false;
    this.tell();
  }

  #done(saved, andLoad) {
    this.#said = "";
    modelsAnswer.put(saved);
    toast(andLoad ? "Saved." : `Saved. The next load of ${saved.name} takes it.`);
    if (andLoad) this.#ask("switch", { model: saved.key });
  }

  /** Asked by the panel too: the share may have come from elsewhere. */
  async #refused(problem, andLoad) {
    if (needsForce(problem)) { this.#askForce(this.#of.draft.wanted.gpu_memory_utilization, andLoad); return; }
    if (problem.status === 409) await modelsAnswer.again();
    const wrong = Object.values(problem.errors ?? {}).flat();
    this.#said = wrong.length > 0 ? wrong.join(" ") : problem.code === "moved" ? MOVED : refusal(problem);
  }

  #askForce(share, andLoad) {
    this.#ask("share", { name: this.#of.draft.model.name, share, act: () => this.save({ andLoad, force: true }) });
  }

  #ask(what, detail) { this.#page.ask(what, detail); }
}
