import { get, post } from "../lib/api.js";
import { downloadOf } from "../lib/cluster-jobs.js";
import { text, when } from "../lib/dom.js";
import { onDisk } from "../lib/on-disk.js";
import { seen } from "../lib/seen.js";
import { suggested } from "../lib/suggested.js";
import { toast } from "./base.js";
import { Question } from "./question.js";
import { suggestedLines } from "./suggested-lines.js";

/** <download-dialog>: before the weights of a model of the catalog are brought: how much, where to, and what then. */
class DownloadDialog extends Question {
  #model; #known = {};

  build() {
    this.begin("download-form", "go", () => post("/api/downloads", { repo: this.#model.repo, nodes: this.#model.nodes,
      ...this.#isPart(seen().view) && { completes: true }, ...this.part("[name=then]").checked && { then_swap: this.#model.key } }));
    document.addEventListener("ask", ({ detail }) => { if (detail.what === "bring") this.#ask(detail); },
      { signal: this.signal });
  }

  #ask({ model: key }) {
    const model = seen().view.catalog?.models.find(one => one.key === key);
    if (!model?.repo) { toast(`${key} is not in the catalog any more.`); return; }
    [this.#model, this.#known] = [model, {}];
    this.part("[name=then]").checked = false;
    this.open();
    this.#look(model);
  }

  async #look(model) {
    const known = await get(`/api/models/suggest?repo=${encodeURIComponent(model.repo)}`)
      .then(answer => ({ answer }), problem => ({ problem }));
    if (model !== this.#model) return;
    this.#known = known;
    this.again();
  }

  /** Something of it is there: that is completed, and not begun anew with what the Hub has by now. */
  #isPart(view) { return onDisk(this.#model, view).state === "part"; }

  show({ view }) {
    const { name, repo, nodes } = this.#model, { answer, problem } = this.#known;
    text(this.part("h2"), `${this.#isPart(view) ? "Complete" : "Download"} ${name}?`);
    text(this.part("[data-part=words]"), this.#isPart(view)
      ? "What Spark 1 lacks of the version that it has comes from the Hub, what Spark 2 lacks from Spark 1."
      : nodes === "cluster"
      ? "Spark 1 gets it from the Hub, then Spark 2 from Spark 1. What is there already is kept."
      : "Spark 1 gets it from the Hub. What is there already is kept.");
    const lines = suggested(answer ?? null, problem ?? null, nodes);
    when(this.part("dl"), [lines, Boolean(answer || problem)], () => suggestedLines(answer || problem ? lines
      : [{ name: "Size", state: "working", words: "The Hub is asked." }]));
    return { can: !downloadOf(view, repo), why: downloadOf(view, repo) ? "It is being downloaded already." : null };
  }

  done() { this.close(); }
}

customElements.define("download-dialog", DownloadDialog);
