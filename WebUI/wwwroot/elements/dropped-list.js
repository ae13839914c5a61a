import { modelsAnswer } from "../lib/answers.js";
import { post } from "../lib/api.js";
import { el, keyed, text } from "../lib/dom.js";
import { forget } from "../lib/model-changes.js";
import { dropped } from "../lib/models.js";
import { refusal } from "../lib/refusal.js";
import { modelAddress } from "../lib/route.js";
import { Live, toast, toStatement } from "./base.js";

/** <dropped-list>: models that an update of SparkControl has dropped and that mattered here; each can be kept. */
class DroppedList extends Live {
  leave() { this.replaceChildren(); }

  tell({ view }) {
    const held = this.contains(document.activeElement);
    keyed(this, dropped(view), ({ key }) => key, ({ key }) => el("div", { class: "banner" },
      el("p", {}, el("strong"), el("span")),
      el("button", { type: "button", "data-size": "s", onclick: () => this.#keep(key) }, "Keep it as yours"),
      el("button", { type: "button", "data-size": "s", "data-kind": "quiet", onclick: ({ target }) =>
        this.#forget(key, target) }, "Forget its settings")),
    (node, { name, words, hasSettings }) => {
      const [, keep, away] = node.children;
      text(node.querySelector("strong"), name);
      text(node.querySelector("span"), ` ${words}`);
      keep.setAttribute("aria-label", `Keep it as yours: ${name}`);
      away.setAttribute("aria-label", `Forget its settings: ${name}`);
      away.hidden = !hasSettings;
    });
    this.hidden = !this.firstElementChild;
    if (held && !this.contains(document.activeElement)) toStatement();
  }

  async #keep(key) {
    try {
      await post("/api/models", { key });
      modelsAnswer.again();
      location.hash = modelAddress(key);
    } catch (problem) { toast(refusal(problem)); }
  }

  /** Goes by the next state that the panel tells. */
  async #forget(key, button) {
    if (button.getAttribute("aria-disabled")) return;
    button.setAttribute("aria-disabled", "true");
    try {
      await forget(key);
      toast("Its settings are removed.");
    } catch (problem) {
      button.removeAttribute("aria-disabled");
      toast(refusal(problem));
    }
  }
}

customElements.define("dropped-list", DroppedList);
