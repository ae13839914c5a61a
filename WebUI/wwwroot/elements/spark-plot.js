import { attribute, el, svgEl, text } from "../lib/dom.js";
import { spark } from "../lib/spark.js";

/** <spark-plot>: one line over time, in SVG; what it says in words stands beside it. */
class SparkPlot extends HTMLElement {
  #made;

  /**
   * @param {string} mark what it is made of: it is drawn anew when this is another text
   * @param {() => [number, number | null][]} points time in ms and value, oldest first
   * @param {{ from: number, to: number, low?: number, high?: number, area?: boolean }} frame
   * @param {(most: number) => string} most tells the greatest value in words, for who does not see the line
   */
  show(mark, points, { area, ...frame }, most) {
    if (mark === this.#made) return;
    this.#made = mark;
    if (!this.querySelector("svg")) this.#build();
    const drawn = spark(points(), frame);
    const [, fill, line] = this.querySelector("svg").children;
    attribute(fill, "d", area ? drawn.area : "");
    attribute(line, "d", drawn.line);
    text(this.lastElementChild, drawn.most === null ? "nothing measured" : most(drawn.most));
  }

  #build() {
    const svg = svgEl("svg", { viewBox: "0 0 100 40", preserveAspectRatio: "none", "aria-hidden": "true" });
    svg.append(svgEl("line", { x1: 0, y1: 40, x2: 100, y2: 40 }), svgEl("path", { class: "area" }), svgEl("path"));
    this.append(svg, el("span", { class: "visually-hidden" }));
  }
}

customElements.define("spark-plot", SparkPlot);
