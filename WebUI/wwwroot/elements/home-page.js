import { text } from "../lib/dom.js";
import { activeSwap, failedSwap } from "../lib/status.js";
import { clock } from "../lib/format.js";
import { Live } from "./base.js";

/** <home-page>: which parts stand on Home: a load, a failure, or what else could run. */
class HomePage extends Live {
  tell({ view, at }) {
    const swap = activeSwap(view);
    const failed = failedSwap(view, at.closed);
    const load = swap?.kind === "load" ? swap : failed;
    this.dataset.state = failed ? "failed" : swap ? "working" : "rest";
    this.#part("load").hidden = !(load || swap);
    this.#part("rest").hidden = Boolean(swap);
    this.querySelector("failure-panel").hidden = !failed;
    this.querySelector("load-progress").hidden = !swap;
    text(this.#part("meanwhile"), swap?.kind === "load" && swap.eta ? `Apps that ask meanwhile hear that the model is expected at ${clock(swap.eta.from)}.` : "");
  }

  #part(name) { return this.querySelector(`[data-part="${name}"]`); }
}

customElements.define("home-page", HomePage);
