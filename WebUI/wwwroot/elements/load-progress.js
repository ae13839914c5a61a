import { el, text } from "../lib/dom.js";
import { duration, span } from "../lib/format.js";
import { activeSwap, failedSwap } from "../lib/running.js";
import { stageText } from "../lib/stages.js";
import { Live } from "./base.js";

/** <load-progress>: the load as one bar with phase, percent, time so far and usual end; the drawing in a line. */
class LoadProgress extends Live {
  #swap = null;
  #percent = 0;

  get clock() { return true; }

  build() { this.append(el("progress", { max: 100 }), el("p", {}, el("b"), el("span"), el("span"))); }
  leave() { this.replaceChildren(); }

  tell({ view, at }) {
    const swap = activeSwap(view);
    this.hidden = !swap || Boolean(failedSwap(view, at.closed));
    if (!swap) return;
    if (swap.id !== this.#swap) { this.#swap = swap.id; this.#percent = 0; }
    this.#percent = Math.max(this.#percent, swap.percent);

    const [bar, line] = this.children;
    bar.value = this.#percent;
    bar.dataset.state = swap.stalled_since ? "stalled" : "working";
    bar.setAttribute("aria-label", swap.kind === "stop" ? "The stop" : `Load of ${swap.model_name}`);
    text(line.children[0], `${Math.floor(this.#percent)} %`);
    text(line.children[1], stageText(swap));
    const usual = swap.usual ? `, usually ${span(swap.usual.p50_ms, swap.usual.p90_ms)}` : "";
    text(line.children[2], `${duration(at.now - Date.parse(swap.requested_at))} so far${usual}`);
  }
}

customElements.define("load-progress", LoadProgress);
