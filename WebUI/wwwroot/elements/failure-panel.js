import { el, text, when } from "../lib/dom.js";
import { nodeName } from "../lib/format.js";
import { backLines } from "../lib/roll-back.js";
import { failedSwap } from "../lib/running.js";
import { begun, stageInWords } from "../lib/stages.js";
import { Live } from "./base.js";
import { proof, since } from "./failure-parts.js";

const UNEXPLAINED = { title: "It ended without saying why", proof: [] };

/** <failure-panel>: what happened as a sentence, what can be done, what proves it, what happened since. */
class FailurePanel extends Live {
  build() {
    const section = (title, child) => el("section", {}, el("h3", {}, title), child);
    const part = (title, name) => section(title, el("div", { "data-part": name }));
    this.append(
      el("header", {}, el("state-mark", { "data-state": "failed" }), el("h2"), el("p")),
      section("What you can do", el("remedy-list")), part("What proves it", "proof"),
      part("What happened since", "since"));
  }

  leave() { this.replaceChildren(); }

  /** Each part is made anew only when its own words change: the rest keeps its focus while the Sparks are cleaned. */
  tell({ view, at }) {
    const swap = failedSwap(view, at.closed);
    this.hidden = !swap;
    if (!swap) return;
    const failure = { ...UNEXPLAINED, ...swap.failure };
    const [mark, title, detail] = this.querySelector("header").children;
    text(mark, where(swap, failure));
    text(title, failure.title);
    text(detail, failure.detail ?? "");
    detail.hidden = !failure.detail;
    this.#part("proof").parentElement.hidden = failure.proof.length === 0;
    when(this.#part("proof"), failure.proof, () => failure.proof.length > 0 && proof(failure));
    const back = backLines(swap, view);
    when(this.#part("since"), [swap.stages, swap.nodes, swap.ended_at, back], () => since(swap, back));
  }

  #part(name) { return this.querySelector(`[data-part=${name}]`); }
}

function where(swap, { node }) {
  const stage = begun(swap).at(-1);
  const at = stage && swap.kind === "load" ? ` at ${stageInWords(stage.id)}` : "";
  return `Failed${at}${node ? `, on ${nodeName(node)}` : ""}`;
}

customElements.define("failure-panel", FailurePanel);
