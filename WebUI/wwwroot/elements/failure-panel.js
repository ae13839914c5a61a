import { post, put } from "../lib/api.js";
import { el, text, when } from "../lib/dom.js";
import { nodeName, span } from "../lib/format.js";
import { refusal } from "../lib/refusal.js";
import { seen } from "../lib/seen.js";
import { begun, stageInWords } from "../lib/stages.js";
import { failedSwap } from "../lib/status.js";
import { Live, toast, toStatement } from "./base.js";
import { proof, remedyRow, row, since } from "./failure-parts.js";

const UNEXPLAINED = { title: "It ended without saying why", remedies: [], proof: [] };

/** <failure-panel>: what happened as a sentence, what can be done, what proves it, what happened since. */
class FailurePanel extends Live {
  #isSent = false;

  build() {
    const part = (title, name, list) => el("section", {}, el("h3", {}, title), el(list ? "ul" : "div",
      { "data-part": name, class: list, role: list && "list" }));
    this.append(
      el("header", {}, el("state-mark", { "data-state": "failed" }), el("h2"), el("p")),
      part("What you can do", "remedies", "remedies"), part("What proves it", "proof"),
      part("What happened since", "since"));
  }

  leave() { this.replaceChildren(); }

  /** Each part is made anew only when its own words change: the rest keeps its focus while the Sparks are cleaned. */
  tell({ view, at }) {
    const swap = failedSwap(view, at.closed);
    if (!swap) return;
    const failure = { ...UNEXPLAINED, ...swap.failure };
    const [mark, title, detail] = this.querySelector("header").children;
    text(mark, where(swap, failure));
    text(title, failure.title);
    text(detail, failure.detail ?? "");
    detail.hidden = !failure.detail;
    this.#remedies(swap, failure, view);
    this.#part("proof").parentElement.hidden = failure.proof.length === 0;
    when(this.#part("proof"), failure.proof, () => failure.proof.length > 0 && proof(failure));
    when(this.#part("since"), [swap.stages, swap.nodes, swap.ended_at], () => since(swap));
  }

  #remedies(swap, { remedies }, { usual, good }) {
    const known = usual?.models[swap.model];
    const time = known ? ` Usual load ${span(known.p50_ms, known.p90_ms)}.` : "";
    when(this.#part("remedies"), [swap.id, remedies, time, good], () => [
      ...remedies.map((remedy, i) => remedyRow(remedy, time, words =>
        button(words, () => this.#apply(swap.model, remedy), i === 0 ? "primary" : null))),
      ...this.#ways(swap, remedies, good, time)
    ]);
    for (const one of this.querySelectorAll("[data-waits]")) one.disabled = !swap.ended_at || this.#isSent;
  }

  /** The ways that are always there: as it was, and back to what loaded well. */
  #ways({ kind, model }, remedies, good, time) {
    const load = (key, words) => button(words, () => this.ask("switch", { model: key }));
    const again = `If you have changed something meanwhile.${time}`;
    if (kind === "stop")
      return [row("Stop it again", "It looks again at both Sparks.", button("Try again", () => this.ask("stop")))];
    const fits = remedies.some(({ max_model_len: n }) => n);
    return [
      !fits && row("Load it again as it is", again, load(model, "Try again")),
      good && good.model !== model && row(`Go back to ${good.model_name}`, "The last model that loaded well.",
        load(good.model, `Load ${good.model_name}`))
    ];
  }

  async #apply(model, { max_model_len: n, anyway }) {
    this.#isSent = true;
    this.tell(seen());
    try {
      if (n) await put(`/api/models/${encodeURIComponent(model)}/settings`, { max_model_len: n });
      await post("/api/swap", { model, ...anyway && { anyway } });
      toStatement();
    } catch (problem) { toast(refusal(problem)); }
    this.#isSent = false;
    this.tell(seen());
  }

  #part(name) { return this.querySelector(`[data-part=${name}]`); }
}

const button = (words, act, kind) =>
  el("button", { type: "button", "data-kind": kind, "data-waits": true, onclick: act }, words);

function where(swap, { node }) {
  const stage = begun(swap).at(-1);
  const at = stage && swap.kind === "load" ? ` at ${stageInWords(stage.id)}` : "";
  return `Failed${at}${node ? `, on ${nodeName(node)}` : ""}`;
}

customElements.define("failure-panel", FailurePanel);
