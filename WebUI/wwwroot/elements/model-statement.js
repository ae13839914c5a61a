import { attribute, el, icon, keyed, sentence, text, when } from "../lib/dom.js";
import { listed } from "../lib/listed.js";
import { reserved } from "../lib/reservation.js";
import { activeSwap, failedSwap } from "../lib/running.js";
import { closeReport } from "../lib/seen.js";
import { openWebUi } from "../lib/services.js";
import { status } from "../lib/status.js";
import { Live, toStatement } from "./base.js";
import { copyButton } from "./copy-button.js";
import { item, webUiItem, whole } from "./statement-parts.js";

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
      el("p", { class: "lede" }), el("p", { class: "note", "aria-live": "off", hidden: true })),
      el("menu", { role: "list" }));
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
    const lock = reserved(view, at.now), note = this.querySelector(".note");
    note.hidden = !lock;
    text(note, lock ? `${lock.words} ${lock.note}`.trim() : "");
    this.#menu(now, view, failedSwap(view, at.closed), lock);
  }

  /** A button stays the same node as long as it can do the same: it may have the focus. */
  #menu({ kind }, view, failed, lock) {
    const swap = activeSwap(view);
    const url = kind === "serving" ? view.vllm?.base_url : null;
    // Only who has set an address has a link, and only the panel can make it.
    const webUi = kind === "serving" && view.settings?.open_web_ui_url ? openWebUi(listed()) : null;
    const cancelling = Boolean(swap?.cancel_requested || swap?.phase === "cancelled");
    const items = [
      url && { key: url, make: () =>
        el("li", { class: "copyline" }, el("code", {}, url), copyButton(url, "the address")) },
      webUi && { key: webUi, make: () => webUiItem(webUi) },
      STOPS.has(kind) && { key: "stop", make: () =>
        item({ "data-kind": "quiet", "data-size": "s", onclick: () => this.ask("stop") }, icon("stop"), "Stop") },
      kind === "loading" && { key: `cancel ${swap.id}`, words: cancelling ? "Cancelling" : "Cancel the load",
        disabled: cancelling, make: () => item({ onclick: () => this.ask("cancel", { id: swap.id }) }) },
      kind === "failed" && !swap && { key: `close ${failed.id}`, make: () =>
        item({ onclick: () => this.#close(failed.id) }, "Close this report") },
      lock && { key: `release ${lock.holder}`, make: () => item({ "data-kind": "quiet", "data-size": "s",
        onclick: () => this.ask("release", { holder: lock.holder }) }, icon("lock"), "Release the Sparks") },
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

customElements.define("model-statement", ModelStatement);
