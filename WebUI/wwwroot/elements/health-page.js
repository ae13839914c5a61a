import { text } from "../lib/dom.js";
import { health } from "../lib/health.js";
import { Live } from "./base.js";

/** <health-page>: whether everything answers, in one sentence; the parts below it stand for themselves. */
class HealthPage extends Live {
  build() {
    const caption = this.querySelector("figcaption");
    this.addEventListener("caption", ({ detail }) => text(caption, detail), { signal: this.signal });
  }

  tell({ view, at }) {
    const { title, lede, state } = health(view, at);
    this.dataset.state = state;
    text(this.querySelector("h1"), title);
    text(this.querySelector(".lede"), lede.join(""));
  }
}

customElements.define("health-page", HealthPage);
