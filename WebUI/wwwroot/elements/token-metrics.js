import { el, keyed, text } from "../lib/dom.js";
import { seen } from "../lib/seen.js";
import { store } from "../lib/live.js";
import { tokenFigures } from "../lib/tokens.js";
import { Live } from "./base.js";
import { PlotHistory } from "./plot-history.js";

/** <token-metrics>: what the running model does, now and in the last hour. */
class TokenMetrics extends Live {
  #history;

  build() {
    this.#history = new PlotHistory("service=vllm", "hour", () => { if (this.isConnected) this.tell(seen()); });
  }

  leave() {
    this.#history.leave();
    this.replaceChildren();
  }

  tell({ view, at: { link } }) {
    const { tokens = null, since } = view.vllm ?? {};
    const seen = store.observedAt("service:vllm"), isNow = !link.lostAt && !link.staleSince && !link.blankSince;
    if (tokens) this.#history.see(seen, tokens);
    const { series, problem } = this.#history;
    text(this.closest("section").querySelector("small"), problem ? `the last hour cannot be read now: ${problem}`
      : "last hour");
    const times = { since: since ? Date.parse(since) : undefined, seenAt: isNow ? null : Date.parse(seen) };
    keyed(this, tokenFigures(tokens, series, times), ({ key }) => key, make,
      (node, figure) => fill(node, figure, this.#history));
  }
}

function fill(node, { label, value, note, unit, ...figure }, { series, frame, mark }) {
  const [name, shown, plot] = node.children;
  text(name, label);
  text(shown.firstElementChild, value ?? "");
  text(shown.lastElementChild, note);
  shown.toggleAttribute("data-unknown", value === null);
  plot.show(mark, () => series.line(figure.series, figure.scale), { ...frame, high: figure.high, area: figure.area },
    most => `at most ${most.toFixed(most < 10 ? 2 : 0)} ${unit} in the last hour`);
}

const make = () => el("div", {}, el("p", { class: "label" }), el("p", { class: "value" }, el("span"), el("small")),
  el("spark-plot"));

customElements.define("token-metrics", TokenMetrics);
