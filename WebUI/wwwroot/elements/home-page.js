import { commandParts } from "../lib/command.js";
import { text, when } from "../lib/dom.js";
import { clock, plural } from "../lib/format.js";
import { activeSwap, failedSwap } from "../lib/running.js";
import { Live } from "./base.js";

/** <home-page>: which parts stand on Home: a load, a failure, or what else could run. */
class HomePage extends Live {
  build() {
    const caption = this.querySelector("figcaption");
    this.addEventListener("caption", ({ detail }) => text(caption, detail), { signal: this.signal });
  }

  tell({ view, at }) {
    const swap = activeSwap(view);
    const failed = failedSwap(view, at.closed);
    const load = swap?.kind === "load" ? swap : failed;
    const going = swap && swap !== failed;
    this.dataset.state = going ? "working" : failed ? "failed" : "rest";
    this.#part("load").hidden = !(load || swap);
    this.#part("rest").hidden = Boolean(swap);
    this.#part("command").hidden = !load?.command;
    if (load?.command) when(this.#part("command").querySelector("pre"), load.command, () => commandParts(load));
    const legend = this.#part("legend");
    legend.hidden = !(swap?.kind === "load" && swap.usual && going);
    if (!legend.hidden) text(legend, legendOf(swap.usual));
    const expected = swap?.kind === "load" && swap.eta && Date.parse(swap.eta.from) > at.now;
    text(this.#part("meanwhile"),
      expected ? `Apps that ask meanwhile hear that the model is expected at ${clock(swap.eta.from)}.` : "");
  }

  #part(name) { return this.querySelector(`[data-part="${name}"]`); }
}

const legendOf = ({ loads }) =>
  `Each block is as wide as the phase usually takes, from the last ${loads === 1 ? "load" : plural(loads, "load")} of`
  + " this model. The upright line is the clock: filled past it is faster than usual, short of it slower.";

customElements.define("home-page", HomePage);
