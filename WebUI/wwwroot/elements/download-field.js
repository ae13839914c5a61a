import { get, post } from "../lib/api.js";
import { text, when } from "../lib/dom.js";
import { entryFor } from "../lib/downloads.js";
import { Latest } from "../lib/latest.js";
import { refusal } from "../lib/refusal.js";
import { repoOf } from "../lib/repo.js";
import { seen } from "../lib/seen.js";
import { suggested } from "../lib/suggested.js";
import { Live } from "./base.js";
import { suggestedLines } from "./suggested-lines.js";

/** <download-field>: a repository to paste, where to, and what is known of it before the click. */
class DownloadField extends Live {
  #form; #known = {}; #isSent = false; #problem = null; #isChosen = false;

  #look = new Latest(repo => get(`/api/models/suggest?repo=${encodeURIComponent(repo)}`),
    (repo, answer, problem) => { this.#known = { repo, answer, problem }; this.#suggest(answer); this.again(); });

  build() {
    this.#form = this.querySelector("form");
    const on = (type, act) => this.#form.addEventListener(type, act, { signal: this.signal });
    on("input", () => { this.#problem = null; this.#look.want(this.#repo); this.again(); });
    on("submit", event => { event.preventDefault(); this.#send(); });
    on("click", ({ target: { dataset } }) => { if (dataset.nodes) this.#choose(dataset.nodes); });
  }

  leave() { this.#look.end(); }
  again() { if (this.isConnected) this.tell(seen()); }

  get #repo() { return repoOf(this.#form.elements.repo.value, seen().view.settings?.hf_endpoint); }
  get #nodes() { return this.querySelector("[data-nodes][aria-pressed=true]").dataset.nodes; }

  tell({ view }) {
    const repo = this.#repo, { answer, problem } = this.#known.repo === repo ? this.#known : {};
    const lines = repo ? suggested(answer ?? null, problem ?? null, this.#nodes) : [];
    when(this.querySelector("dl"), lines, () => suggestedLines(lines));
    this.querySelector("dl").hidden = lines.length === 0;
    this.querySelector("[data-nodes=cluster]").disabled = Boolean(view.settings && !view.settings.spark2);
    if (view.settings && !view.settings.spark2) this.#press("solo");
    const entry = repo && entryFor(view, repo, this.#nodes), then = this.querySelector("[data-part=then]");
    then.hidden = !entry;
    if (entry) text(then.querySelector("span"), `Switch to ${entry.name} when done`);
    this.#form.querySelector("[type=submit]").disabled = !repo || this.#isSent;
    text(this.querySelector("[role=status]"), this.#problem ?? this.#hint(repo));
  }

  #hint(repo) {
    if (repo) return this.#look.isWaiting ? "The Hub is asked." : "";
    return /\/\S+[/\s]/.test(this.#form.elements.repo.value.trim())
      ? "That is no repository: it is written as owner/name, as on Hugging Face." : "";
  }

  /** Where such a model would run, unless a person has said it. */
  #suggest(answer) { if (answer?.nodes && !this.#isChosen) this.#press(answer.nodes); }

  #choose(nodes) {
    this.#isChosen = true;
    this.#press(nodes);
    this.again();
  }

  #press(nodes) {
    for (const one of this.querySelectorAll("[data-nodes]"))
      one.setAttribute("aria-pressed", String(one.dataset.nodes === nodes));
  }

  async #send() {
    const repo = this.#repo;
    if (!repo || this.#isSent) return;
    const entry = this.#form.elements.then.checked && entryFor(seen().view, repo, this.#nodes);
    this.#isSent = true;
    this.again();
    try {
      await post("/api/downloads", { repo, nodes: this.#nodes, ...entry && { then_swap: entry.key } });
      this.#form.reset();
      this.#look.want(null);
      [this.#problem, this.#isChosen] = ["It was begun.", false];
    } catch (problem) { this.#problem = refusal(problem); }
    this.#isSent = false;
    this.again();
  }
}

customElements.define("download-field", DownloadField);
