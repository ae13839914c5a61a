import { commandParts } from "../lib/command.js";
import { previewed } from "../lib/definition.js";
import { text, when } from "../lib/dom.js";
import { link } from "../lib/live.js";
import { commandOf, fitOf, isGoing } from "../lib/model-changes.js";
import { previewQuery } from "../lib/model-settings.js";
import { Steady } from "../lib/steady.js";
import { fillOptions } from "./model-fields.js";

/** When it is asked for again while the Hub is being asked, in ms: nothing tells when that has answered. */
const SOON = 2000;

/* What a preview cannot be asked for, and a save does. */
const OTHER_WEIGHTS = "Fit and command are those of the weights as they are saved.";
const NO_WORDS = "Fit and command still have the catalog's further arguments, which a save takes away.";

/** What a draft of a model would come to: the fit of it, drawn, and the command, with what changes marked. */
export class ModelPreview {
  #form; #of; #model = null; #query = ""; #fit = {}; #saved = null; #command = null; #later = null;

  #asksFit = new Steady(async query => {
    const asked = this.#tokens;
    return { asked, answer: await fitOf(this.#model.key, query) };
  }, (_, found, problem) => {
    this.#fit = { ...this.#fit, ...found, problem };
    clearTimeout(this.#later);
    if (found?.answer.asked) this.#later = setTimeout(() => this.#askFit({ again: true }), SOON);
    this.#drawFit();
  });

  #asksCommand = new Steady(query => commandOf(this.#model.key, query), (query, answer, problem) => {
    if (query === "") this.#saved = answer;
    this.#command = { answer, problem };
    this.#drawCommand();
  });

  /** @param {import("./model-form.js").ModelForm} of */
  constructor(form, of) {
    [this.#form, this.#of] = [form, of];
    customElements.upgrade(form.querySelector("fit-check")); // its page is told before it, which is further in
  }

  get #tokens() { return this.#of.draft.wanted.max_model_len ?? null; }

  end() {
    clearTimeout(this.#later);
    this.#asksFit.end();
    this.#asksCommand.end();
  }

  /** The models are read anew when what their fit is made of has changed: this one's is asked for again with them. */
  tell() {
    const { draft: { model, values }, fields } = this.#of, isNew = this.#model !== model;
    if (isGoing(model.key) || link.blankSince) {
      this.end();
      return;
    }
    this.#model = model;
    this.#query = previewQuery(model, values, previewed(fields ?? {}));
    this.#askFit({ again: isNew });
    this.#asksCommand.want(this.#query, { again: isNew });
    if (isNew && this.#query !== "") this.#readSaved(model);
    this.#drawFit();
    this.#drawNotes();
  }

  #askFit(how) { this.#asksFit.want(this.#query, how); }

  async #readSaved(model) {
    const saved = await commandOf(model.key, "").catch(() => null);
    if (model !== this.#model) return;
    this.#saved = saved;
    this.#drawCommand();
  }

  #drawFit() {
    if (!this.#form.isConnected) return;
    const { answer = null, asked = null, problem = null } = this.#fit;
    this.#form.querySelector("fit-check").show(answer, problem, { asked, now: this.#tokens,
      catalog: this.#model.bundled_settings?.max_model_len ?? null, isWaiting: this.#asksFit.isWaiting });
    fillOptions(this.#form, problem ? null : answer);
  }

  /** What differs from the command of the settings as they are saved. */
  #drawCommand() {
    if (!this.#command || !this.#form.isConnected) return;
    const { answer, problem } = this.#command;
    when(this.#form.querySelector("pre.command"), [answer?.command, problem?.message, this.#saved?.command],
      () => problem ? problem.message : commandParts(answer, this.#saved));
    this.#drawNotes();
  }

  #drawNotes() {
    const { draft: { values }, fields } = this.#of;
    const hasNone = values.extra_args?.length === 0 && this.#model.bundled_settings?.extra_args?.length > 0;
    const found = [...this.#command?.answer?.notes ?? [], fields?.weights !== undefined && OTHER_WEIGHTS,
      hasNone && NO_WORDS];
    text(this.#form.querySelector("[data-part=notes]"), found.filter(Boolean).join(" "));
  }
}
