import { el, text } from "../lib/dom.js";
import { duration, span } from "../lib/format.js";
import { Most } from "../lib/most.js";
import { activeSwap } from "../lib/running.js";
import { stageText } from "../lib/stages.js";
import { Live } from "./base.js";

/** <load-progress>: the load as one bar with phase, percent, time so far and usual end; the drawing in a line. */
class LoadProgress extends Live {
  #most = new Most();

  get clock() { return true; }

  build() { this.append(el("progress", { max: 100 }), el("p", {}, el("b"), el("span"), el("span"))); }
  leave() { this.replaceChildren(); }

  tell({ view, at }) {
    const swap = activeSwap(view);
    this.hidden = !swap || swap.phase === "failed";
    if (!swap) return;
    this.#most.begin(swap.id);
    const percent = this.#most.of("percent", swap.percent);
    const [bar, line] = this.children;
    bar.value = percent;
    bar.dataset.state = swap.stalled_since ? "stalled" : "working";
    bar.setAttribute("aria-label", swap.kind === "stop" ? "The stop" : `Load of ${swap.model_name}`);
    text(line.children[0], `${Math.floor(percent)} %`);
    text(line.children[1], stageText(swap));
    const usual = swap.usual ? `, usually ${span(swap.usual.p50_ms, swap.usual.p90_ms)}` : "";
    text(line.children[2], `${duration(at.now - Date.parse(swap.requested_at))} so far${usual}`);
  }
}

customElements.define("load-progress", LoadProgress);
