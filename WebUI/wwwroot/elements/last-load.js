import { el, icon, text } from "../lib/dom.js";
import { duration, moment } from "../lib/format.js";
import { stoppedAt } from "../lib/stages.js";
import { Live } from "./base.js";

const SAID = { ready: "was loaded", failed: "did not load", cancelled: "was cancelled" };

/** <last-load>: how the last load went; its phases and its log when asked. */
class LastLoad extends Live {
  build() {
    const fold = (name, child) => el("details", { class: "fold" }, el("summary", {}, icon("chevron"), name), child);
    const details = [fold("Its phases", el("phase-list")),
      fold("Its log", el("log-view", { "aria-label": "Log of the last load" }))];
    this.append(el("section", { "aria-labelledby": "last-head" },
      el("div", { class: "section-head" }, el("h2", { id: "last-head" }, "Last load"), el("small")), el("p"),
      ...details));
    details[1].addEventListener("toggle",
      () => { const { signal } = this; signal.aborted || details[1].querySelector("log-view").refresh(); });
  }

  leave() { this.replaceChildren(); }

  tell({ view: { swap }, at }) {
    const shown = swap?.kind === "load" && swap.ended_at && !(swap.phase === "failed" && swap.id !== at.closed);
    this.hidden = !shown;
    if (!shown) return;
    text(this.querySelector("small"), moment(swap.ended_at, at.now));
    text(this.querySelector("section > p"),
      `${swap.model_name ?? swap.model} ${SAID[swap.phase] ?? "ended"} after ${duration(stoppedAt(swap) - Date.parse(swap.requested_at))}.`);
  }
}

customElements.define("last-load", LastLoad);
