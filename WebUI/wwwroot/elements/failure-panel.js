import { copy, el, icon, when } from "../lib/dom.js";
import { clockSeconds, count, duration, gib, list, nodeName, span } from "../lib/format.js";
import { put, post } from "../lib/api.js";
import { plain } from "../lib/log.js";
import { begun, stageInWords, stageName } from "../lib/stages.js";
import { failedSwap } from "../lib/status.js";
import { Live, toast } from "./base.js";

/** <failure-panel>: what happened as a sentence, what can be done, what proves it, what happened since. */
class FailurePanel extends Live {
  tell({ view, at }) {
    const swap = failedSwap(view, at.closed);
    if (!swap) return;
    const known = view.usual?.models[swap.model];
    when(this, [swap, known, view.good], () => {
      const failure = swap.failure ?? { title: "It ended without saying why", remedies: [], proof: [] };
      const stage = begun(swap).at(-1);
      return [
        el("header", {},
          el("state-mark", { "data-state": "failed" },
            `Failed${stage ? ` at ${stageInWords(stage.id)}` : ""}${failure.node ? `, on ${nodeName(failure.node)}` : ""}`),
          el("h2", {}, failure.title), failure.detail && el("p", {}, failure.detail)),
        section("What you can do", el("ul", { class: "remedies", role: "list" },
          ...this.#remedies(swap, failure, view.good, known))),
        failure.proof?.length > 0 && section("What proves it", proof(failure)),
        section("What happened since", ...since(swap))
      ];
    });
  }

  #remedies(swap, { remedies = [] }, good, known) {
    const usual = known ? ` Usual load ${span(known.p50_ms, known.p90_ms)}.` : "";
    const ended = Boolean(swap.ended_at);
    const rows = remedies.map((remedy, i) => this.#remedy(remedy, swap, i === 0, usual));
    if (!remedies.some(({ max_model_len: n }) => n)) rows.push(row("Load it again as it is",
      `If you have changed something meanwhile.${usual}`,
      el("button", { type: "button", disabled: !ended, onclick: () => this.ask("switch", { model: swap.model }) },
        "Try again")));
    if (good && good.model !== swap.model) rows.push(row(`Go back to ${good.model_name}`,
      "The last model that loaded well.",
      el("button", { type: "button", disabled: !ended, onclick: () => this.ask("switch", { model: good.model }) },
        `Load ${good.model_name}`)));
    return rows;
  }

  #remedy({ title, detail, command, max_model_len: n }, swap, first, usual) {
    const button = n
      ? el("button", { type: "button", "data-kind": first ? "primary" : undefined, disabled: !swap.ended_at,
        onclick: event => this.#apply(event.target, swap.model, n) }, `Apply ${count(n)} and retry`)
      : command
        && el("button", { type: "button",
        onclick: async () => toast(await copy(command) ? "The command is copied."
        : "Select the command and copy it.") }, icon("copy"), "Copy the command");
    return row(title, `${detail ?? ""}${n ? usual : ""}`, button, command
      && el("pre", { class: "command", tabindex: "0", "aria-label": "Command" }, command));
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

function row(title, detail, button, below) {
  return el("li", {}, el("div", {}, el("strong", {}, title), detail.trim() && el("p", {}, detail.trim()), below),
    button);
}

function proof({ proof: lines }) {
  const [first, last] = [lines[0].line + 1, lines.at(-1).line + 1];
  return el("proof-lines", {},
    el("ol", { tabindex: "0", "aria-label": "The lines that decided" }, ...lines.map(({ line, node, text, decides }) =>
      el("li", { "data-proof": decides }, el("span", {}, String(line + 1)),
        el("span", {}, { spark1: "1", spark2: "2" }[node] ?? "·"), el("span", {}, plain(text))))),
    el("footer", {}, el("span", {}, first === last ? `Line ${first} of the log below`
      : `Lines ${first} to ${last} of the log below`)));
}

function since(swap) {
  const [stage, failed] = [begun(swap).at(-1), swap.stages.find(({ phase }) => phase === "failed")];
  const start = Date.parse(swap.requested_at);
  const left = swap.nodes.filter(({ remains }) => remains);
  const lines = [];
  if (stage) lines.push(event(stage.at, undefined, "play", `${stageName(stage.id)} began`,
    `${duration(stage.at - start)} into the load`));
  if (failed) lines.push(event(failed.at, "down", "cross", "The load failed.", swap.ended_at ? ""
    : "What it left is being removed."));
  if (swap.ended_at) {
    const back = left.filter(({ remains }) => remains === "empty");
    const odd = left.filter(({ remains }) => remains !== "empty");
    if (back.length) lines.push(event(swap.ended_at, "up", "check",
      `Nothing is left on ${list(back.map(({ node }) => nodeName(node)))}.`,
      list(back.filter(({ available_bytes: free }) => free != null)
        .map(({ node, available_bytes: free }) => `${gib(free)} GiB free on ${nodeName(node)}`))));
    for (const { node, remains } of odd) lines.push(event(swap.ended_at, "down", "alert", remains === "unknown"
      ? `What is left on ${nodeName(node)} is unknown.` : remains === "serving"
      ? `${nodeName(node)} is still serving.` : `Something is left on ${nodeName(node)}.`, ""));
  }
  return lines;
}

function event(at, state, name, words, more) {
  return el("event-line", { "data-state": state }, el("time", {}, clockSeconds(at)), icon(name),
    el("p", {}, words, more && el("span", {}, ` ${more}`)));
}

customElements.define("failure-panel", FailurePanel);
