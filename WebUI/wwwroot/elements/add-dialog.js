import { modelsAnswer } from "../lib/answers.js";
import { get, post } from "../lib/api.js";
import { faults, request } from "../lib/definition.js";
import { text, when } from "../lib/dom.js";
import { Latest } from "../lib/latest.js";
import { repoOf } from "../lib/repo.js";
import { modelAddress } from "../lib/route.js";
import { suggested } from "../lib/suggested.js";
import { line } from "../lib/words.js";
import { toast } from "./base.js";
import { fieldsOf, showFaults } from "./definition-fields.js";
import { Question } from "./question.js";
import { suggestedLines } from "./suggested-lines.js";

/** <add-dialog>: a model of one's own: a repository or a directory, filled in by what its files say. */
class AddDialog extends Question {
  #known = {}; #suggestion = null; #touched = new Set();

  #look = new Latest(repo => get(`/api/models/suggest?repo=${encodeURIComponent(repo)}`),
    (repo, answer, problem) => { this.#known = { answer, problem }; this.#fill(answer); this.again(); });

  build() {
    this.begin("add-form", "go", () => this.#add());
    this.part("form").addEventListener("input", ({ target }) => this.#typed(target.name), { signal: this.signal });
    this.part("form").addEventListener("submit", event => {
      event.preventDefault();
      this.part("[data-do=go]").click();
    }, { signal: this.signal });
    document.addEventListener("ask", ({ detail }) => { if (detail.what === "add") this.#ask(detail); },
      { signal: this.signal });
  }

  get #fields() { return fieldsOf(this.part("form")); }

  #ask({ suggestion = null }) {
    this.part("form").reset();
    [this.#known, this.#touched] = [{}, new Set()];
    this.#look.want(null);
    showFaults(this.part("form"), {});
    this.#fill(suggestion, true);
    this.open();
    this.part("[name=weights]").focus();
  }

  #typed(name) {
    this.#touched.add(name);
    if (name === "weights") this.#look.want(repoOf(this.#fields.weights));
    showFaults(this.part("form"), {});
    this.again();
  }

  /** What was typed by hand stays. */
  #fill(found, isWhole = false) {
    this.#suggestion = found;
    if (!found) return;
    const set = (name, value) => { if (!this.#touched.has(name)) this.part(`[name=${name}]`).value = value ?? ""; };
    if (isWhole) set("weights", found.repo);
    set("name", found.name);
    set("nodes", found.nodes);
    set("args", line(found.args));
  }

  show() {
    const { answer, problem } = this.#known;
    const notes = this.#suggestion?.notes ?? [];
    const lines = suggested(answer ?? null, problem ?? null, this.#fields.nodes);
    when(this.part("dl"), lines, () => suggestedLines(lines));
    this.part("dl").hidden = lines.length === 0;
    text(this.part("[data-part=notes]"), this.#look.isWaiting ? "The Hub is asked." : notes.join(" "));
    return { can: this.#fields.weights !== "", why: null };
  }

  async #add() {
    const fields = this.#fields, found = this.#suggestion, wrong = faults(fields);
    showFaults(this.part("form"), wrong);
    if (Object.keys(wrong).length > 0) throw new Error(Object.values(wrong)[0]);
    const isSuggested = found && found.repo === repoOf(fields.weights);
    const more = isSuggested && { key: found.key, settings: found.settings };
    const made = await post("/api/models", { ...request(fields), ...more })
      .catch(problem => { showFaults(this.part("form"), problem.errors ?? {}); throw problem; });
    modelsAnswer.again();
    toast(`${made.name} is in the catalog.`);
    location.hash = modelAddress(made.key);
  }

  done() { this.close(); }
}

customElements.define("add-dialog", AddDialog);
