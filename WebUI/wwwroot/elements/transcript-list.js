import { el, icon, keyed, text } from "../lib/dom.js";
import { full } from "../lib/format.js";
import { jobCard } from "../lib/jobs.js";
import { transcriptAddress } from "../lib/route.js";
import { summary } from "../lib/transcript-words.js";
import { transcripts } from "../lib/transcripts.js";
import { Live, toStatement } from "./base.js";
import { actOn } from "./work-acts.js";
import { actionsOf, fillWork, workNode } from "./work-parts.js";

/** <transcript-list>: what has ended, newest first: texts to read, and failures with what helps. */
class TranscriptList extends Live {
  build() {
    this.append(el("ul", { role: "list" }), el("p", { class: "empty", role: "status", hidden: true }));
    this.addEventListener("click", ({ target }) => this.#do(target.closest("[data-do]")), { signal: this.signal });
  }

  leave() { this.replaceChildren(); }

  tell({ at }) {
    const [rows, empty] = this.children;
    const ended = transcripts.all.filter(({ phase }) => phase !== "queued" && phase !== "running");
    const held = rows.contains(document.activeElement);
    keyed(rows, ended, ({ id, phase }) => `${phase} ${id}`, rowNode, (row, job) => fillRow(row, job, at.now));
    if (held && !rows.contains(document.activeElement)) toStatement(); // its row has gone
    const { isRead, problem } = transcripts;
    const words = problem ? `The transcripts cannot be read now. ${full(problem.message)}`
      : !isRead ? "The transcripts are being read." : ended.length === 0 ? "There is no transcript yet." : "";
    empty.hidden = !words;
    text(empty, words);
  }

  #do(button) {
    if (!button) return;
    const { id, name } = button.closest("[data-id]").dataset;
    if (button.dataset.do === "delete") this.ask("transcript", { id, name });
    else actOn(button.dataset.do, id);
  }
}

const rowNode = ({ phase }) => phase !== "done" ? el("li", {}, workNode())
  : el("li", { class: "transcript" }, el("h3", {}, el("a")), el("p"), el("button",
    { type: "button", "data-size": "s", "data-kind": "quiet", "data-do": "delete" }, icon("cross"), "Delete"));

function fillRow(row, job, now) {
  const name = job.file_name ?? job.id;
  Object.assign(row.dataset, { id: job.id, name });
  if (job.phase !== "done") return fillEnded(row.firstElementChild, job);
  const [head, words, button] = row.children;
  head.firstElementChild.href = transcriptAddress(job.id);
  text(head.firstElementChild, name);
  text(words, job.segments_count === 0 ? "No speech was heard." : summary(job, now, job));
  button.setAttribute("aria-label", `Delete: ${name}`);
}

/** One without a text, or with a part of it. */
export function fillEnded(node, job) {
  const problem = job.problem ?? (job.phase === "cancelled" ? { code: "cancelled" } : {});
  const isCalm = problem.code === "interrupted";
  fillWork(node, { ...jobCard(job), hops: [], words: "", ...job.phase === "cancelled"
    ? { state: "off", word: "Cancelled" } : { state: isCalm ? "attention" : "failed",
      word: isCalm ? "Interrupted" : "Failed" } },
  { actions: actionsOf(problem), problem: { title: job.phase === "cancelled" ? "It was cancelled" : null,
    ...problem } });
}

customElements.define("transcript-list", TranscriptList);
