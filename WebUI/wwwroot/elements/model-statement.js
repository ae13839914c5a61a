import { attribute, el, icon, keyed, sentence, text, when } from "../lib/dom.js";
import { activeSwap } from "../lib/running.js";
import { closeReport } from "../lib/seen.js";
import { status } from "../lib/status.js";
import { Live, toStatement } from "./base.js";
import { copyButton } from "./copy-button.js";

const CALM = 15_000;

/** A model may run: also where nobody can tell. */
const STOPS = new Set(["serving", "failed-service", "unknown"]);

/** <model-statement>: the page's answer in one sentence, the line below it, and what can be done about it. */
class ModelStatement extends Live {
  #told = { key: null, at: 0 };

  get clock() { return true; }

  build() {
    this.classList.add("statement");
    this.append(el("div", { class: "stack", "aria-live": "polite" }, el("h1", { tabindex: "-1" }),
      el("p", { class: "lede" })), el("menu", { role: "list" }));
  }

  leave() { this.replaceChildren(); }

  tell({ view, at }) {
    const now = status(view, at);
    when(this.querySelector("h1"), now.title, () => whole(now.title));
    const lede = this.querySelector(".lede");
    // A change of state shows at once; its figures change every 15 s, so that nobody is read a countdown.
    if (now.key !== this.#told.key || at.now - this.#told.at >= CALM) {
      this.#told = { key: now.key, at: at.now };
      when(lede, now.lede, () => sentence(now.lede));
    }
    this.#menu(now, view);
  }

  /** A button stays the same node as long as it can do the same: it may have the focus. */
  #menu({ kind }, view) {
    const swap = activeSwap(view);
    const url = kind === "serving" ? view.vllm?.base_url : null;
    const cancelling = Boolean(swap?.cancel_requested || swap?.phase === "cancelled");
    const items = [
      url && { key: url, make: () =>
        el("li", { class: "copyline" }, el("code", {}, url), copyButton(url, "the address")) },
      STOPS.has(kind) && { key: "stop", make: () =>
        item({ "data-kind": "quiet", "data-size": "s", onclick: () => this.ask("stop") }, icon("stop"), "Stop") },
      kind === "loading" && { key: `cancel ${swap.id}`, words: cancelling ? "Cancelling" : "Cancel the load",
        disabled: cancelling, make: () => item({ onclick: () => this.ask("cancel", { id: swap.id }) }) },
      kind === "failed" && !swap && { key: `close ${view.swap.id}`, make: () =>
        item({ onclick: () => this.#close(view.swap.id) }, "Close this report") },
      kind === "unset" && { key: "set up", make: () =>
        el("li", {}, el("a", { class: "button", "data-kind": "primary", href: "#setup" }, "Set up")) }
    ].filter(Boolean);
    const menu = this.querySelector("menu");
    const held = menu.contains(document.activeElement);
    keyed(menu, items, ({ key }) => key, ({ make }) => make(), (node, { words, disabled }) => {
      if (!words) return;
      text(node.firstElementChild, words);
      attribute(node.firstElementChild, "disabled", disabled);
    });
    if (held && !menu.contains(document.activeElement)) toStatement();
  }

  #close(swap) {
    closeReport(swap);
    this.querySelector("h1").focus();
  }
}

/** A name like Qwen3-VL is not broken at its hyphen; one as long as a path has to be. */
const whole = title => title.split(/(\s)/)
  .map(word => word.includes("-") && word.length <= 12 ? el("span", { class: "whole" }, word) : word);

const item = (attributes, ...children) => el("li", {}, el("button", { type: "button", ...attributes }, ...children));

customElements.define("model-statement", ModelStatement);
