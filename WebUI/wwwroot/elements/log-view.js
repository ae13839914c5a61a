import { followLog, unfollowLog } from "../lib/live.js";
import { shownSwap } from "../lib/running.js";
import { seen } from "../lib/seen.js";
import { headings } from "../lib/stages.js";
import { Live } from "./base.js";
import { LogPane } from "./log-pane.js";

/** <log-view>: the log of the swap, live. */
class LogView extends Live {
  #job = null; #pane;

  build() {
    this.#pane = new LogPane(this, this.signal, () => this.#job, () => this.isConnected);
    this.closest("details")?.addEventListener("toggle", () => this.tell(seen()), { signal: this.signal });
  }

  leave() { unfollowLog(this); this.#job = null; }

  tell({ view, at }) {
    const swap = shownSwap(view, at.closed);
    if (!swap) return;
    if (this.closest("[hidden], details:not([open])")) { this.leave(); return; }
    if (swap.id !== this.#job) {
      this.#job = swap.id;
      this.#pane.begin();
      followLog(swap.id, this);
    }
    this.#pane.book.stages(headings(swap));
    this.#pane.paint();
  }

  /* the stream's side */
  lines(from, lines) { this.#pane.book.append(from, lines); this.#pane.paint(); }
  gap(from, to) { this.#pane.book.gap(from, to); this.#pane.paint(); }
}

customElements.define("log-view", LogView);
