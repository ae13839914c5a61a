import { attribute, el, figures, keyed, text, when } from "../lib/dom.js";
import { axis, fit } from "../lib/fit.js";
import { count } from "../lib/format.js";

const KEY = { system: "system", weights: "weights", engine: "engine", kv: "KV cache, computed", over: "does not fit" };
const TOLD = new Set(["weights", "engine"]); // measured, or an estimate

/** <fit-check>: what a load would take of each Spark, and the context chosen by it; state in, input events out. */
class FitCheck extends HTMLElement {
  #largest = null;

  connectedCallback() {
    this.#part("largest").onclick = () => this.#choose(this.#largest);
  }

  get range() { return this.querySelector("[type=range]"); }

  /**
   * @param {object | null} answer of /fit, the newest one @param {Error | null} problem why there is none
   * @param {{ now: number | null, catalog: number | null, isWaiting: boolean }} context in tokens
   */
  show(answer, problem, { now, catalog, isWaiting }) {
    attribute(this, "aria-busy", String(isWaiting));
    const drawn = answer && !problem ? fit(answer) : null;
    const mark = this.querySelector("state-mark");
    attribute(mark, "data-state", drawn?.state ?? "unknown");
    text(mark, drawn?.word ?? "Unknown");
    text(this.querySelector(".verdict output"),
      drawn?.title ?? (isWaiting ? "Being worked out" : "Whether it fits cannot be told"));
    text(this.#part("reason"), drawn ? drawn.reason : problem?.message ?? "");
    this.#scale({ now, catalog, largest: drawn?.largest ?? null });
    this.#draw(drawn, answer);
  }

  #scale(known) {
    const { min, max, step, ticks } = axis(known);
    const { range } = this;
    for (const [name, value] of Object.entries({ min, max, step })) attribute(range, name, value);
    const value = String(Math.min(max, Math.max(min, known.now ?? max)));
    if (range.value !== value && document.activeElement !== range) range.value = value;
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

  #choose(tokens) {
    const input = this.querySelector("[name=max_model_len]");
    input.value = String(tokens);
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }

  #draw(drawn, answer) {
    keyed(this.querySelector(".meters"), drawn?.bars ?? [], ({ node }) => node, () => el("memory-bar", {},
      el("p", { class: "caption" }, el("span"), el("span", {}, "limit ", el("b"), el("span"))),
      el("div", { role: "img" })), fillBar);
    const parts = drawn?.parts ?? [];
    keyed(this.querySelector(".key"), parts, part => part, part => el("li", { "data-part": part }), (node, part) =>
      text(node, TOLD.has(part) ? `${KEY[part]}, ${answer.measured ? "measured" : "estimated"}` : KEY[part]));
    when(this.#part("learned"), drawn && [drawn.learned, drawn.share], () => drawn ? [
      `${drawn.learned} The smallest share that serves this context is `,
      drawn.share ? el("output", {}, drawn.share) : el("span", { class: "unknown" }, "unknown"), "."] : []);
  }

  #part(name) { return this.querySelector(`[data-part=${name}]`); }
}

function fillBar(node, { title, caption, said, parts, of, limit }) {
  const [words, line] = node.children;
  text(words.firstElementChild, title);
  const [strong, rest] = words.lastElementChild.children;
  text(strong, caption[0]);
  text(rest, caption[1]);
  attribute(line, "aria-label", said);
  keyed(line, [...parts, ...limit === null ? [] : [{ part: "limit", at: limit, size: 0 }]], ({ part }) => part,
    () => el("i"), (piece, { part, at, size }) => {
      if (part === "limit") piece.className = "limit"; else piece.dataset.part = part;
      figures(piece, { at, size, of });
    });
}

customElements.define("fit-check", FitCheck);
