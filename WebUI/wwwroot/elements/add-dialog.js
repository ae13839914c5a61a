import { modelsAnswer } from "../lib/answers.js";
import { get, post } from "../lib/api.js";
import { ChosenFit } from "../lib/chosen-fit.js";
import { faults, request } from "../lib/definition.js";
import { text, when } from "../lib/dom.js";
import { Latest } from "../lib/latest.js";
import { same } from "../lib/model-settings.js";
import { repoOf } from "../lib/repo.js";
import { modelAddress } from "../lib/route.js";
import { seen } from "../lib/seen.js";
import { suggested } from "../lib/suggested.js";
import { line, words } from "../lib/words.js";
import { toast } from "./base.js";
import { fieldsOf, showFaults } from "./definition-fields.js";
import { Question } from "./question.js";
import { suggestedLines } from "./suggested-lines.js";

/** <add-dialog>: a model of one's own: a repository or a directory, filled in by what its files say. */
class AddDialog extends Question {
  #repo = null; #known = {}; #suggestion = null; #touched = new Set();

  #look = new Latest(repo => get(`/api/models/suggest?repo=${encodeURIComponent(repo)}`),
    (repo, answer, problem) => { this.#known = { answer, problem }; this.#fill(answer); this.again(); });

  #fit = new ChosenFit(() => this.again());

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

  /** With the repository in place of an address of it, also of a server that stands in for the Hub. */
  get #fields() {
    const typed = fieldsOf(this.part("form"));
    return { ...typed, weights: repoOf(typed.weights, seen().view.settings?.hf_endpoint) ?? typed.weights };
  }

  #ask({ suggestion = null }) {
    this.part("form").reset();
    [this.#repo, this.#known, this.#touched] = [repoOf(suggestion?.repo ?? ""), {}, new Set()];
    this.#look.want(null);
    showFaults(this.part("form"), {});
    if (suggestion) this.part("[name=weights]").value = suggestion.repo;
    this.#fill(suggestion);
    this.open();
    this.part("[name=weights]").focus();
  }

  #typed(name) {
    this.#touched.add(name);
    const repo = repoOf(this.#fields.weights);
    if (name === "weights" && repo !== this.#repo) this.#turn(repo);
    showFaults(this.part("form"), {});
    this.again();
  }

  /** To another repository, or to none: what was said of the one before is not of this one. */
  #turn(repo) {
    [this.#repo, this.#known] = [repo, {}];
    this.#fill(null);
    this.#look.want(repo);
  }

  /** What was typed by hand stays. */
  #fill(found) {
    this.#suggestion = found;
    const set = (name, value) => { if (!this.#touched.has(name)) this.part(`[name=${name}]`).value = value; };
    set("name", found?.name ?? "");
    set("nodes", found?.nodes ?? "solo");
    set("args", line(found?.args));
  }

  /** What a person has chosen in place of what is suggested; null while both are the same. */
  get #chosen() {
    const { nodes, args } = this.#fields, found = this.#suggestion, given = words(args);
    const isSame = nodes === found?.nodes && same(given, found?.args);
    return !this.#known.answer || !given || isSame ? null
      : { repo: this.#repo, nodes, args: given, settings: found?.settings ?? {} };
  }

  show() {
    const { answer, problem } = this.#known, { nodes, weights } = this.#fields, chosen = this.#chosen;
    this.#fit.want(chosen);
    const lines = suggested(answer ? { ...answer, nodes, fit: chosen ? this.#fit.answer : answer.fit } : null,
      problem ?? null, nodes);
    when(this.part("dl"), lines, () => suggestedLines(lines));
    this.part("dl").hidden = lines.length === 0;
    text(this.part("[data-part=notes]"), this.#look.isWaiting ? "The Hub is asked."
      : (this.#suggestion?.notes ?? []).join(" "));
    return { can: weights.trim() !== "", why: null };
  }

  async #add() {
    const fields = this.#fields, found = this.#suggestion, wrong = faults(fields);
    showFaults(this.part("form"), wrong);
    if (Object.keys(wrong).length > 0) throw new Error(Object.values(wrong)[0]);
    const { key, settings, mods, env } = found ?? {}, more = { key, settings, mods, env };
    const made = await post("/api/models", { ...request(fields), ...more })
      .catch(problem => { showFaults(this.part("form"), problem.errors ?? {}); throw problem; });
    modelsAnswer.again();
    toast(`${made.name} is in the catalog.`);
    location.hash = modelAddress(made.key);
  }

  done() { this.close(); }
}

customElements.define("add-dialog", AddDialog);
