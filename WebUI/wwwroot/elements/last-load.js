import { el, icon, text, when } from "../lib/dom.js";
import { duration, moment } from "../lib/format.js";
import { leftBehind } from "../lib/remains.js";
import { failedSwap, swapName } from "../lib/running.js";
import { stoppedAt } from "../lib/stages.js";
import { Live } from "./base.js";

const SAID = {
  load: { ready: "was loaded", failed: "did not load", cancelled: "was cancelled" },
  stop: { stopped: "was stopped", failed: "did not stop" }
};

/** <last-load>: how the last load or stop went and what it left; its phases and its log when asked. */
class LastLoad extends Live {
  build() {
    const fold = (name, child) => el("details", { class: "fold" }, el("summary", {}, icon("chevron"), name), child);
    this.append(el("section", { "aria-labelledby": "last-head" },
      el("div", { class: "section-head" }, el("h2", { id: "last-head" }), el("small")),
      el("p"), el("div", { "data-part": "left" }),
      fold("Its phases", el("phase-list")),
      fold("Its log", el("log-view", { "aria-label": "Log of the last load" }))));
  }

  leave() { this.replaceChildren(); }

  tell({ view, at }) {
    const { swap } = view;
    const shown = swap?.ended_at && !failedSwap(view, at.closed);
    this.hidden = !shown;
    if (!shown) return;
    text(this.querySelector("h2"), swap.kind === "stop" ? "Last stop" : "Last load");
    text(this.querySelector("small"), moment(swap.ended_at, at.now));
    const took = duration(stoppedAt(swap) - Date.parse(swap.requested_at));
    const ended = SAID[swap.kind][swap.phase] ?? "ended";
    text(this.querySelector("section > p"), `${swapName(swap)} ${ended} after ${took}.`);
    const left = leftBehind(swap);
    when(this.querySelector("[data-part=left]"), left,
      () => left.map(words => el("state-mark", { "data-state": "attention" }, words)));
  }
}

customElements.define("last-load", LastLoad);
