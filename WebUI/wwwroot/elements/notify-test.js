import { post } from "../lib/api.js";
import { el, text } from "../lib/dom.js";
import { refusal } from "../lib/refusal.js";
import { sentTo } from "../lib/sent.js";

/** <notify-test>: sends a word to who is told when something happens, and says what came of it. */
class NotifyTest extends HTMLElement {
  #left;

  connectedCallback() {
    this.#left = new AbortController();
    this.addEventListener("click", ({ target }) => {
      const button = target.closest("[data-target]");
      if (button && !button.ariaBusy) this.#test(button);
    }, { signal: this.#left.signal });
  }

  disconnectedCallback() { this.#left.abort(); }

  async #test(button) {
    const said = this.querySelector("[role=status]");
    button.ariaBusy = "true"; // disabled, it would lose the focus
    text(said, "Sending.");
    const lines = await post("/api/notifications/test", { target: button.dataset.target })
      .then(sentTo, problem => [{ state: "unknown", words: refusal(problem) }]);
    button.ariaBusy = null;
    said.replaceChildren(...lines.map(({ state, words }) => el("state-mark", { "data-state": state }, words)));
  }
}

customElements.define("notify-test", NotifyTest);
