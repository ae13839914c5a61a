import { post } from "../lib/api.js";
import { keyed, text } from "../lib/dom.js";
import { downloads } from "../lib/downloads.js";
import { refusal } from "../lib/refusal.js";
import { closeJob, seen } from "../lib/seen.js";
import { Live, toast, toStatement } from "./base.js";
import { downloadNode, fillDownload } from "./download-parts.js";

const READ = "Every byte is being read and compared with the Hub's sums.";

/** <download-list>: downloads at work, those that want something of a person, and below a fold those that are over. */
class DownloadList extends Live {
  build() {
    this.addEventListener("click", ({ target }) => {
      const button = target.closest("[data-do]");
      if (button) this.#act(button.dataset.do, button.closest("download-card").dataset.id);
    }, { signal: this.signal });
    // What is below a fold is drawn when that is opened; the event does not bubble.
    this.addEventListener("toggle", () => this.tell(seen()), { capture: true, signal: this.signal });
  }

  tell({ view, at }) {
    const { open, history } = downloads(view, at.closedJobs);
    const [now, past] = this.querySelectorAll("[data-part=open], [data-part=history]");
    const held = this.contains(document.activeElement);
    const show = (list, cards) => keyed(list, cards, ({ id }) => id, downloadNode, fillDownload);
    show(now, open);
    show(past, history);
    past.closest("details").hidden = history.length === 0;
    text(past.closest("details").querySelector("summary > span"), `History, ${history.length}`);
    if (held && !this.contains(document.activeElement)) toStatement(); // its card has gone
  }

  #act(what, id) {
    const job = seen().view.jobs.find(one => one.id === id);
    if (!job) return;
    const { repo, nodes, completes, then_swap: then } = job;
    const title = repo.split("/").at(-1);
    switch (what) {
      case "cancel": return this.ask("download", { id, title });
      case "close": return closeJob(id);
      case "add": return this.ask("add", { suggestion: job.suggestion });
      case "switch": return this.ask("switch", { model: then });
      case "again": return this.#send("/api/downloads",
        { repo, nodes, ...completes && { completes }, ...then && { then_swap: then } });
      case "delete": return this.ask("weights", { weights: repo, bytes: null, isLoaded: null });
      case "verify": return this.#send(`/api/downloads/${encodeURIComponent(id)}/verify`, {}, READ);
      case "check": return this.#send(`/api/disk/verify?weights=${encodeURIComponent(repo)}`, {}, READ);
    }
  }

  async #send(path, body, done = null) {
    try {
      await post(path, body);
      if (done) toast(done);
    } catch (problem) { toast(refusal(problem)); }
  }
}

customElements.define("download-list", DownloadList);
