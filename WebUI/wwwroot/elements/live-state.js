import { el, text } from "../lib/dom.js";
import { reach } from "../lib/reach.js";
import { Live } from "./base.js";

/** <live-state>: whether the Sparks answer, at the top of every page. */
class LiveState extends Live {
  build() {
    if (!this.firstElementChild) this.append(el("span", { class: "wide" }), el("span", { class: "narrow" }));
  }

  tell({ view, at }) {
    const { wide, narrow, state } = reach(view, at);
    this.dataset.state = state;
    text(this.children[0], wide);
    text(this.children[1], narrow);
  }
}

customElements.define("live-state", LiveState);
