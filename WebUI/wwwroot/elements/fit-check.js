import { attribute, el, figures, keyed, text, when } from "../lib/dom.js";
import { axis } from "../lib/fit-axis.js";
import { fit } from "../lib/fit.js";
import { count } from "../lib/format.js";
import { barNode, fillBar } from "./fit-parts.js";

const KEY = { system: "system", weights: "weights", engine: "engine", kv: "KV cache, computed", over: "does not fit" };
const TOLD = new Set(["weights", "engine"]); // measured, or an estimate

/** <fit-check>: what a load would take of each Spark, and the context chosen by it; state in, input events out. */
class FitCheck extends HTMLElement {
  #largest = null; #axis = null; #isHeld = false;

  connectedCallback() {
    this.#part("largest").onclick = () => this.#choose(this.#largest);
    const { range } = this, hold = isHeld => () => { this.#isHeld = isHeld; };
    range.onpointerdown = hold(true);
    range.onpointerup = range.onpointercancel = range.onchange = hold(false);
  }

  get range() { return this.querySelector("[type=range]"); }

  /**
   * @param {object | null} answer of /fit, the newest one @param {Error | null} problem why there is none
   * @param {{ asked: number | null, now: number | null, catalog: number | null, isWaiting: boolean }} context in
   *   tokens: the one that was judged, the one that is chosen, and the catalog's
   */
  show(answer, problem, { asked, now, catalog, isWaiting }) {
    attribute(this, "aria-busy", String(isWaiting));
    const drawn = answer && !problem ? fit(answer, { asked, now }) : null;
    const mark = this.querySelector("state-mark");
    attribute(mark, "data-state", drawn?.state ?? "unknown");
    text(mark, drawn?.word ?? "Unknown");
    text(this.querySelector(".verdict output"),
      drawn?.title ?? (isWaiting ? "Being worked out" : "Whether it fits cannot be told"));
    text(this.#part("reason"), drawn ? drawn.reason : problem?.message ?? "");
    this.#scale({ now, catalog, largest: drawn?.largest ?? null, most: drawn?.most ?? null });
    this.#draw(drawn, answer);
  }

  /** Under a hand, or with the focus on it, the axis stays: else the thumb would jump and mean another value. */
  #scale(known) {
    const { range } = this, isMoved = this.#isHeld || document.activeElement === range;
    this.#axis = axis(known, isMoved ? this.#axis : null);
    const { min, max, step, ticks } = this.#axis;
    for (const [name, value] of Object.entries({ min, max, step })) attribute(range, name, value);
    const value = String(Math.min(max, Math.max(min, known.now ?? max)));
    if (range.value !== value && !isMoved) range.value = value;
    attribute(range, "aria-valuetext", known.now === null ? "vLLM decides" : `${count(known.now)} tokens`);
    keyed(this.querySelector(".ticks"), ticks, ({ text: words }) => words,
      ({ strong }) => el("span", {}, el(strong ? "b" : "i")), (node, { text: words, at }) => {
        text(node.firstElementChild, words);
        figures(node, { at });
      });
    this.#largest = known.largest;
    const wants = known.largest !== null && known.largest !== known.now;
    this.#part("largest").hidden = !wants;
    if (wants) text(this.#part("largest"), `Take the largest that fits, ${count(known.largest)}`);
  }

  /** The button goes with its own click: the focus goes on to what it has filled. */
  #choose(tokens) {
    const input = this.querySelector("[name=max_model_len]");
    input.value = String(tokens);
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.focus();
  }

  #draw(drawn, answer) {
    keyed(this.querySelector(".meters"), drawn?.bars ?? [], ({ node }) => node, barNode, fillBar);
    const parts = drawn?.parts ?? [];
    keyed(this.querySelector(".key"), parts, part => part, part => el("li", { "data-part": part }), (node, part) =>
      text(node, TOLD.has(part) ? `${KEY[part]}, ${answer.measured ? "measured" : "estimated"}` : KEY[part]));
    when(this.#part("learned"), drawn && [drawn.learned, drawn.share], () => drawn ? [
      `${drawn.learned} The smallest share that serves this context is `,
      drawn.share ? el("output", {}, drawn.share) : el("span", { class: "unknown" }, "unknown"), "."] : []);
  }

  #part(name) { return this.querySelector(`[data-part=${name}]`); }
}

customElements.define("fit-check", FitCheck);
