import { post, put } from "../lib/api.js";
import { el, when } from "../lib/dom.js";
import { count, nodeName, span } from "../lib/format.js";
import { begun, stageInWords } from "../lib/stages.js";
import { failedSwap } from "../lib/status.js";
import { Live, toast } from "./base.js";
import { copyButton } from "./copy-button.js";
import { proof, since } from "./failure-parts.js";

const UNEXPLAINED = { title: "It ended without saying why", remedies: [], proof: [] };

/** <failure-panel>: what happened as a sentence, what can be done, what proves it, what happened since. */
class FailurePanel extends Live {
  tell({ view, at }) {
    const swap = failedSwap(view, at.closed);
    if (!swap) return;
    const known = view.usual?.models[swap.model];
    const failure = swap.failure ?? UNEXPLAINED;
    when(this, [swap, known, view.good], () => [
      el("header", {},
        el("state-mark", { "data-state": "failed" }, where(swap, failure)),
        el("h2", {}, failure.title), failure.detail && el("p", {}, failure.detail)),
      section("What you can do", el("ul", { class: "remedies", role: "list" },
        ...(failure.remedies ?? []).map((remedy, i) => this.#remedy(remedy, swap, i === 0, usual(known))),
        ...this.#ways(swap, failure, view.good, usual(known)))),
      failure.proof?.length > 0 && section("What proves it", proof(failure)),
      section("What happened since", ...since(swap))
    ]);
  }

  /** The ways that are always there: as it was, and back to what loaded well. */
  #ways(swap, { remedies }, good, time) {
    const load = (model, words) =>
      el("button", { type: "button", disabled: !swap.ended_at, onclick: () => this.ask("switch", { model }) }, words);
    const fits = remedies?.some(({ max_model_len: n }) => n);
    return [
      !fits && row("Load it again as it is", `If you have changed something meanwhile.${time}`, load(swap.model, "Try again")),
      good && good.model !== swap.model
        && row(`Go back to ${good.model_name}`, "The last model that loaded well.", load(good.model, `Load ${good.model_name}`))
    ].filter(Boolean);
  }

  #remedy({ title, detail, command, max_model_len: n }, swap, first, time) {
    if (n) return row(title, `${detail ?? ""}${time}`, this.#applyButton(swap, n, first));
    if (!command) return row(title, detail ?? "");
    const shown = el("pre", { class: "command", tabindex: "0", "aria-label": "Command" }, command);
    return row(title, detail ?? "", copyButton(command, "the command", "Copy the command"), shown);
  }

  #applyButton(swap, n, first) {
    return el("button", {
      type: "button", "data-kind": first ? "primary" : null, disabled: !swap.ended_at,
      onclick: ({ currentTarget }) => this.#apply(currentTarget, swap.model, n)
    }, `Apply ${count(n)} and retry`);
  }

  async #apply(button, model, maxModelLen) {
    button.disabled = true;
    try {
      await put(`/api/models/${encodeURIComponent(model)}/settings`, { max_model_len: maxModelLen });
      await post("/api/swap", { model });
    } catch (problem) {
      toast(problem.message);
      button.disabled = false;
    }
  }
}

const section = (title, ...children) => el("section", {}, el("h3", {}, title), ...children);
const usual = known => known ? ` Usual load ${span(known.p50_ms, known.p90_ms)}.` : "";

function where(swap, { node }) {
  const stage = begun(swap).at(-1);
  return ["Failed", stage && ` at ${stageInWords(stage.id)}`, node && `, on ${nodeName(node)}`].filter(Boolean).join("");
}

function row(title, detail, button, below) {
  const words = detail.trim();
  return el("li", {}, el("div", {}, el("strong", {}, title), words && el("p", {}, words), below), button);
}

customElements.define("failure-panel", FailurePanel);
