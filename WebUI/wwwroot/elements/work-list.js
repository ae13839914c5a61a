import { keyed } from "../lib/dom.js";
import { jobCard, uploadCard } from "../lib/jobs.js";
import { transcriptAddress } from "../lib/route.js";
import { transcripts } from "../lib/transcripts.js";
import { uploads } from "../lib/uploads.js";
import { Live, toStatement } from "./base.js";
import { actOn } from "./work-acts.js";
import { fillWork, workNode } from "./work-parts.js";

/** <work-list>: recordings that are sent, wait or are transcribed, the ones that wait longest first. */
class WorkList extends Live {
  get clock() { return true; }

  build() {
    this.addEventListener("click", ({ target }) => {
      const button = target.closest("[data-do]");
      if (button) actOn(button.dataset.do, button.closest("work-card").dataset.id);
    }, { signal: this.signal });
  }

  leave() { this.replaceChildren(); }

  tell() {
    const jobs = transcripts.all.filter(({ phase }) => phase === "queued" || phase === "running").reverse();
    const rows = [...jobs.map(job => ({ key: `job ${job.id}`, job })),
      ...uploads.items.map(upload => ({ key: `upload ${upload.key}`, upload }))];
    const held = this.contains(document.activeElement);
    this.closest("[data-part=work]").hidden = rows.length === 0;
    keyed(this, rows, ({ key }) => key, workNode, (node, { job, upload }) => {
      node.dataset.id = job?.id ?? upload.key;
      if (job) this.#job(node, job); else this.#upload(node, upload);
    });
    if (held && !this.contains(document.activeElement)) toStatement(); // its card has gone
  }

  #job(node, job) {
    const live = transcripts.live?.id === job.id ? transcripts.live : {};
    fillWork(node, jobCard(job, live), { actions: [["cancel-job", "Cancel"]], href: transcriptAddress(job.id) });
  }

  #upload(node, upload) {
    const failed = upload.phase === "failed";
    const actions = failed ? [["send-upload", "Send it again"], ["cancel-upload", "Remove"]]
      : [["cancel-upload", "Cancel"]];
    fillWork(node, uploadCard(upload), { actions, problem: failed ? said(upload.problem) : null });
  }
}

/** A refusal as the panel told it; without one, what the page itself says. */
const said = problem => problem.told?.title ? problem.told : { ...problem, detail: problem.message };

customElements.define("work-list", WorkList);
