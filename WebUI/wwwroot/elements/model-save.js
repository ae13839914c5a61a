import { modelsAnswer } from "../lib/answers.js";
import { attribute, el, text, when } from "../lib/dom.js";
import { full, plural } from "../lib/format.js";
import { needsForce, save } from "../lib/model-changes.js";
import { SHARES, changedFrom } from "../lib/model-settings.js";
import { refusal } from "../lib/refusal.js";
import { servedModel } from "../lib/running.js";
import { seen } from "../lib/seen.js";
import { toast } from "./base.js";

const MOVED = "It was changed elsewhere meanwhile. What you typed is still here, beside what is saved now; save again"
  + " to keep yours.";

const WRONG = "What is wrong has to be mended first.";

/** The buttons below a model's settings: what they would do, and what came of it. */
export class ModelSave {
  #page; #form; #of; #isSent = false; #said = "";

  /** @param {import("./model-form.js").ModelForm} of */
  constructor(page, form, of) { [this.#page, this.#form, this.#of] = [page, form, of]; }

  get #changes() { return Object.keys(this.#of.draft.changes).length + Object.keys(this.#of.fields ?? {}).length; }

  /** A button that can do nothing now can still have the focus: it may just have been pressed. */
  tell() {
    const { draft: { model, wanted }, isWrong } = this.#of, n = this.#changes;
    const button = what => this.#form.querySelector(`[data-do=${what}]`);
    const inert = (what, isInert) => attribute(button(what), "aria-disabled", isInert && "true");
    const isServed = servedModel(seen().view)?.key === model.key;
    for (const what of ["save", "again"]) inert(what, this.#isSent || n === 0 && !isWrong);
    inert("discard", n === 0 && !isWrong);
    text(button("save"), n ? `Save ${plural(n, "change")}` : "Save");
    text(button("again"), isServed ? "Save and load again" : "Save and switch to it");
    button("catalog").hidden = changedFrom(model.bundled_settings, wanted).length === 0;
    text(this.#form.querySelector("[data-part=said]"), this.#said || (isWrong ? WRONG : ""));
    when(this.#form.querySelector("[data-part=warnings]"), model.warnings ?? [],
      () => (model.warnings ?? []).map(words => el("state-mark", { "data-state": "attention" }, full(words))));
  }

  /** Something was typed: what was said of what stood there before is over. */
  mend() { this.#said = ""; }

  async save({ andLoad = false, force = false } = {}) {
    if (this.#isSent) return;
    const { draft, fields } = this.#of, share = draft.changes.gpu_memory_utilization ?? 0;
    this.#said = !this.#of.check() ? WRONG : this.#changes === 0 ? "Nothing was changed." : "";
    if (this.#said) { this.tell(); return; }
    if (share > SHARES.ask && !force) { this.#askForce(share, andLoad); return; }
    this.#isSent = true;
    this.tell();
    try {
      this.#done(await save(draft.model, fields, draft.changes, force), andLoad);
    } catch (problem) { await this.#refused(problem, { andLoad, force }); }
    this.#isSent = false;
    this.tell();
  }

  #done(saved, andLoad) {
    modelsAnswer.put(saved);
    toast(andLoad ? "Saved." : `Saved. The next load of ${saved.name} takes it.`);
    if (andLoad) this.#ask("switch", { model: saved.key });
  }

  /** Asked by the panel too: the share may have come from elsewhere. Who has said so once is not asked again. */
  async #refused(problem, { andLoad, force }) {
    if (problem.half) modelsAnswer.put(problem.half);
    if (needsForce(problem) && !force) {
      this.#askForce(this.#of.draft.wanted.gpu_memory_utilization, andLoad);
      return;
    }
    if (problem.status === 409) await modelsAnswer.again();
    this.#of.refuse(problem.errors ?? {});
    const wrong = Object.values(problem.errors ?? {}).flat();
    const why = wrong.length > 0 ? wrong.join(" ") : problem.code === "moved" ? MOVED : refusal(problem);
    this.#said = problem.half ? `What it is was saved, its settings were not. ${why}` : why;
  }

  #askForce(share, andLoad) {
    this.#ask("share", { name: this.#of.draft.model.name, share, act: () => this.save({ andLoad, force: true }) });
  }

  #ask(what, detail) { this.#page.ask(what, detail); }
}
