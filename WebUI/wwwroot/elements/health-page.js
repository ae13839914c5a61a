import { text } from "../lib/dom.js";
import { health } from "../lib/health.js";
import { Live } from "./base.js";

/** Figures in the line below the sentence change at most so often, in ms. */
const CALM = 15_000;

/** <health-page>: whether everything answers, in one sentence; the parts below it stand for themselves. */
class HealthPage extends Live {
  #told = { key: null, at: 0 };

  build() {
    const caption = this.querySelector("figcaption");
    this.addEventListener("caption", ({ detail }) => text(caption, detail), { signal: this.signal });
  }

  tell({ view, at }) {
    const { title, lede, state, key } = health(view, at);
    this.dataset.state = state;
    text(this.querySelector("h1"), title);
    if (key === this.#told.key && at.now - this.#told.at < CALM) return;
    this.#told = { key, at: at.now };
    text(this.querySelector(".lede"), lede.join(""));
  }
}

customElements.define("health-page", HealthPage);
