import { svgEl } from "../lib/dom.js";
import { watch } from "../lib/seen.js";
import { status } from "../lib/status.js";

const STRANDS = ["M3 9.5h6.5c7 0 6 6.5 11.5 6.5", "M3 22.5h6.5c7 0 6-6.5 11.5-6.5"];

/** <pair-mark data-state data-spark1="solid|part|none|unknown" data-spark2>: the pair at 28 px; data-live: the logo. */
class PairMark extends HTMLElement {
  static observedAttributes = ["data-spark1", "data-spark2"];
  #left;

  connectedCallback() {
    this.#left = new AbortController();
    if (!this.firstElementChild) {
      const svg = svgEl("svg", { viewBox: "0 0 32 32", "aria-hidden": "true" });
      svg.append(...STRANDS.map(d => svgEl("path", { d, "data-node": "solid" })),
        svgEl("circle", { cx: 26.5, cy: 16, r: 3.3 }));
      this.append(svg);
    }
    this.attributeChangedCallback();
    if ("live" in this.dataset) watch(this, this.#left.signal, ({ view, at }) => {
      const { state } = status(view, at);
      this.dataset.state = ["serving", "working"].includes(state) ? state : "brand";
    });
  }

  disconnectedCallback() { this.#left.abort(); }

  attributeChangedCallback() {
    this.querySelectorAll("path").forEach((path, i) => {
      path.dataset.node = this.dataset[`spark${i + 1}`] ?? "solid";
    });
  }
}

customElements.define("pair-mark", PairMark);
