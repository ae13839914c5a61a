import { modelsAnswer } from "../lib/answers.js";
import { post } from "../lib/api.js";
import { el, keyed, text } from "../lib/dom.js";
import { refusal } from "../lib/refusal.js";
import { modelAddress } from "../lib/route.js";
import { Live, toast } from "./base.js";

/** <dropped-list>: models that an update of SparkControl has dropped and that were changed here; each can be kept. */
class DroppedList extends Live {
  leave() { this.replaceChildren(); }

  tell({ view: { catalog } }) {
    keyed(this, catalog?.dropped ?? [], ({ key }) => key, ({ key, name }) => el("div", { class: "banner" },
      el("p", {}, el("strong"), " came with an earlier version of SparkControl and does not any more. Your settings for"
        + " it are kept."),
      el("button", { type: "button", "data-size": "s", "aria-label": `Keep it as yours: ${name}`,
        onclick: () => this.#keep(key) }, "Keep it as yours")),
    (node, { name }) => text(node.querySelector("strong"), name));
    this.hidden = !this.firstElementChild;
  }

  async #keep(key) {
    try {
      await post("/api/models", { key });
      modelsAnswer.again();
      location.hash = modelAddress(key);
    } catch (problem) { toast(refusal(problem)); }
  }
}

customElements.define("dropped-list", DroppedList);
