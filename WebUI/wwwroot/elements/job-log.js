import { el } from "../lib/dom.js";
import { followLog, unfollowLog } from "../lib/live.js";
import { Live } from "./base.js";
import { LogPane } from "./log-pane.js";

/** <job-log data-job>: the log of a job, live; it is followed as long as it is seen, one of a page at a time. */
class JobLog extends Live {
  #job = null; #pane = null;

  build() {
    this.closest("details")?.addEventListener("toggle", () => this.tell(), { signal: this.signal });
  }

  leave() {
    unfollowLog(this);
    this.#job = null;
  }

  tell() {
    const { job } = this.dataset;
    if (!job || this.closest("[hidden], details:not([open])")) { this.leave(); return; }
    this.#pane ??= this.#open();
    if (job !== this.#job) {
      this.#job = job;
      this.#pane.begin();
      followLog(job, this);
    }
    this.#pane.paint();
  }

  #open() {
    const lines = el("log-lines");
    this.replaceChildren(lines);
    return new LogPane(lines, this.signal, () => this.#job, () => this.isConnected && this.#job !== null);
  }

  /* the stream's side */
  lines(from, lines) { this.#pane.book.append(from, lines); this.#pane.paint(); }
  gap(from, to) { this.#pane.book.gap(from, to); this.#pane.paint(); }
}

customElements.define("job-log", JobLog);
