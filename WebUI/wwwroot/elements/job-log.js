import { el } from "../lib/dom.js";
import { followLog, unfollowLog } from "../lib/live.js";
import { Live } from "./base.js";
import { LogPane } from "./log-pane.js";

/** <job-log data-job>: the log of a job, live; it is followed as long as it is seen. */
class JobLog extends Live {
  #job = null; #pane;

  build() {
    const lines = el("log-lines");
    this.replaceChildren(lines);
    this.#pane = new LogPane(lines, this.signal, () => this.#job, () => this.isConnected);
  }

  leave() { unfollowLog(this); this.#job = null; }

  tell() {
    const { job } = this.dataset;
    if (!job || this.closest("[hidden]")) { this.leave(); return; }
    if (job !== this.#job) {
      this.#job = job;
      this.#pane.begin();
      followLog(job, this);
    }
    this.#pane.paint();
  }

  /* the stream's side */
  lines(from, lines) { this.#pane.book.append(from, lines); this.#pane.paint(); }
  gap(from, to) { this.#pane.book.gap(from, to); this.#pane.paint(); }
}

customElements.define("job-log", JobLog);
