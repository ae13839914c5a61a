import { commandParts } from "../lib/command.js";
import { Latest } from "../lib/latest.js";
import { commandOf, fitOf } from "../lib/model-changes.js";
import { commandQuery, fitQuery } from "../lib/model-settings.js";

/** What a draft of settings would come to: the fit of it, drawn, and the command, with what changes marked. */
export class ModelPreview {
  #form; #draft; #fit = null; #problem = null; #saved = null; #command = null; #revision = null;

  #asksFit = new Latest(query => fitOf(this.#draft.model.key, query),
    (_, answer, problem) => { [this.#fit, this.#problem] = [answer ?? this.#fit, problem]; this.#drawFit(); });

  #asksCommand = new Latest(query => commandOf(this.#draft.model.key, query), (query, answer, problem) => {
    if (query === "") this.#saved = answer;
    this.#command = { answer, problem };
    this.#drawCommand();
  });

  constructor(form, draft) {
    [this.#form, this.#draft] = [form, draft];
    customElements.upgrade(form.querySelector("fit-check")); // its page is told before it, which is further in
  }

  end() {
    this.#asksFit.end();
    this.#asksCommand.end();
  }

  /** Another revision has another command, whatever was typed. */
  tell() {
    const { model } = this.#draft, isNew = this.#revision !== model.revision;
    this.#revision = model.revision;
    this.#asksFit.want(fitQuery(model, this.#draft.values), { again: isNew, atOnce: isNew });
    this.#asksCommand.want(commandQuery(model, this.#draft.values), { again: isNew, atOnce: isNew });
    if (isNew) this.#readSaved(model);
    this.#drawFit();
  }

  async #readSaved({ key, revision }) {
    const saved = await commandOf(key, "").catch(() => null);
    if (revision !== this.#revision) return;
    this.#saved = saved;
    this.#drawCommand();
  }

  #drawFit() {
    const { model, wanted } = this.#draft;
    if (!this.#form.isConnected) return;
    this.#form.querySelector("fit-check").show(this.#fit, this.#problem, { now: wanted.max_model_len ?? null,
      catalog: model.bundled_settings?.max_model_len ?? null, isWaiting: this.#asksFit.isWaiting });
  }

  /** What differs from the command of the settings as they are saved. */
  #drawCommand() {
    if (!this.#command || !this.#form.isConnected) return;
    const { answer, problem } = this.#command;
    const box = this.#form.querySelector("pre.command");
    box.replaceChildren(...problem ? [problem.message] : commandParts(answer, this.#saved));
    this.#form.querySelector("[data-part=notes]").textContent = answer?.notes?.join(" ") ?? "";
  }
}
