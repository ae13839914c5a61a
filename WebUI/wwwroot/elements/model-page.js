import { modelsAnswer } from "../lib/answers.js";
import { copyOf } from "../lib/definition.js";
import { attribute, text } from "../lib/dom.js";
import { Draft } from "../lib/draft.js";
import { cards, standsIn } from "../lib/models.js";
import { modelKey } from "../lib/route.js";
import { seen } from "../lib/seen.js";
import { Live } from "./base.js";
import { ModelForm } from "./model-form.js";

const STANDS_IN = "It stands in for the one of the same key that comes with SparkControl.";

/** <model-page>: one model: how it is, its settings with what they cost, and the exact command. */
class ModelPage extends Live {
  #key = modelKey(); #form; #draft = new Draft();

  build() {
    this.#form = new ModelForm(this, this.#draft, this.signal);
    this.addEventListener("click", ({ target }) => this.#act(target.closest("[data-act]")?.dataset.act),
      { signal: this.signal });
  }

  leave() { this.#form.end(); }

  tell({ view, at }) {
    if (modelKey() !== this.#key) return; // its address was left, and its place is taken in a moment
    const { value, problem } = modelsAnswer.look();
    const model = value?.find(({ key }) => key === this.#key);
    const part = name => this.querySelector(`[data-part=${name}]`);
    part("body").hidden = part("acts").hidden = !model;
    if (!model) {
      text(this.querySelector("h1"), value ? `${this.#key} is not in the catalog` : "Settings of a model");
      text(this.querySelector(".lede"),
        value ? "It may have been removed." : problem?.message ?? "They are being read.");
      return;
    }
    const [card] = cards({ ...view, catalog: { models: [model] } }, at, value);
    text(this.querySelector("h1"), model.name);
    text(this.querySelector(".lede"), [`${model.repo ?? model.local_path}, on ${card.nodes}.`,
      standsIn(model) && STANDS_IN, card.state === "serving" ? "It serves now." : `${card.where}.`]
      .filter(Boolean).join(" "));
    this.#buttons(model, card);
    this.#draft.take(model, this.#form.open);
    this.#form.tell(view);
  }

  #buttons(model, { action, name, state }) {
    const go = this.querySelector("[data-act=go]");
    go.hidden = !action || state === "serving";
    attribute(go, "aria-disabled", action?.disabled && "true");
    text(go, action?.text ?? "");
    this.querySelector("[data-act=copy]").hidden = model.source === "custom";
    this.querySelector("[data-act=remove]").hidden = model.source !== "custom" && !standsIn(model);
    this.querySelector("[data-act=remove]").setAttribute("aria-label", `Remove ${name} from the catalog`);
  }

  #act(what) {
    const { model } = this.#draft;
    if (what === "remove") this.ask("model", { key: model.key, name: model.name, standsIn: standsIn(model) });
    if (what === "copy") this.ask("add", { suggestion: copyOf(model) });
    if (what !== "go") return;
    const { view, at } = seen();
    const { action } = cards(view, at, modelsAnswer.value).find(({ key }) => key === model.key) ?? {};
    if (action && !action.disabled) this.ask(action.do === "download" ? "bring" : "switch", { model: model.key });
  }
}

customElements.define("model-page", ModelPage);
