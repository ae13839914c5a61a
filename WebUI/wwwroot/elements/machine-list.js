import { keyed, template, text } from "../lib/dom.js";
import { machines, nodePoint } from "../lib/machines.js";
import { seen } from "../lib/seen.js";
import { Live } from "./base.js";
import { fillMachine, fillPlots } from "./machine-parts.js";
import { PlotHistory } from "./plot-history.js";

/** <machine-list>: the Sparks as machines: memory, GPU, heat, power, pressure, now and over an hour or a day. */
class MachineList extends Live {
  #span = "hour"; #histories = new Map();

  build() {
    this.closest("section").addEventListener("click", ({ target }) => {
      const { span } = target.closest("[data-span]")?.dataset ?? {};
      if (span) this.#show(span);
    }, { signal: this.signal });
  }

  leave() {
    this.#forget();
    this.replaceChildren();
  }

  tell({ view, at }) {
    const shown = machines(view, at);
    keyed(this, shown, ({ name }) => name, () => template("node-card"), (node, machine) => {
      const { sample, sampled_at: sampled, stale } = view.nodes[machine.name] ?? {};
      const history = this.#history(machine.name);
      if (sample && !stale) history.see(sampled, nodePoint(sample));
      fillMachine(node, machine, at.now);
      fillPlots(node.querySelector(".facts"), machine.plots, history, this.#span);
    });
    this.hidden = shown.length === 0;
    this.#legend(shown.flatMap(({ memory }) => memory ? [...memory.parts.map(({ part }) => part), "free"] : []));
    this.#note(shown.map(({ name }) => this.#history(name).problem).find(Boolean));
  }

  #history(name) {
    if (!this.#histories.has(name)) this.#histories.set(name, new PlotHistory(`node=${name}`, this.#span,
      () => { if (this.isConnected) this.tell(seen()); }));
    return this.#histories.get(name);
  }

  #forget() {
    for (const history of this.#histories.values()) history.leave();
    this.#histories.clear();
  }

  #show(span) {
    this.#span = span;
    this.#forget();
    const head = this.closest("section");
    for (const button of head.querySelectorAll("[data-span]"))
      button.setAttribute("aria-pressed", String(button.dataset.span === span));
    this.tell(seen());
  }

  /** What the bars are made of, as far as one of them is. */
  #legend(parts) {
    for (const item of this.closest("section").querySelectorAll(".key > [data-part]"))
      item.hidden = !parts.includes(item.dataset.part);
  }

  /** What the lines are, or why there are none. */
  #note(problem) {
    text(this.closest("section").querySelector("[data-part=span]"), problem ? `The plots cannot be read now: ${problem}`
      : this.#span === "day" ? "the peak of each minute" : "");
  }
}

customElements.define("machine-list", MachineList);
