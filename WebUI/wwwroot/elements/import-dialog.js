import { modelsAnswer } from "../lib/answers.js";
import { post } from "../lib/api.js";
import { el, keyed, text } from "../lib/dom.js";
import { full, list, plural } from "../lib/format.js";
import { toast } from "./base.js";
import { Question } from "./question.js";

/** <import-dialog>: takes models and settings from a file that another panel has exported. */
class ImportDialog extends Question {
  #answer = null;

  build() {
    this.begin("import-form", "go", () => this.#take());
    const on = (name, type, act) => this.part(name).addEventListener(type, act, { signal: this.signal });
    on("[name=file]", "change", async ({ target: { files: [file] } }) => {
      if (!file) return;
      this.part("textarea").value = await file.text();
      this.again();
    });
    on("textarea", "input", () => this.again());
    document.addEventListener("ask", ({ detail }) => { if (detail.what === "import") this.#ask(); },
      { signal: this.signal });
  }

  #ask() {
    this.part("form").reset();
    this.#answer = null;
    this.open();
  }

  show() {
    const { taken = [], skipped = [] } = this.#answer ?? {};
    text(this.part("[data-part=taken]"), !this.#answer ? ""
      : taken.length > 0 ? `${plural(taken.length, "entry", "entries")} taken: ${list(taken)}.` : "Nothing was taken.");
    keyed(this.part("[data-part=skipped]"), skipped, ({ key }) => key, () => el("li"),
      (node, { key, reason }) => text(node, `${key}: ${full(reason)}`));
    text(this.part("[data-do=keep]"), this.#answer ? "Close" : "Take nothing");
    return { can: this.part("textarea").value.trim() !== "", why: null };
  }

  async #take() {
    this.#answer = await post("/api/models/import",
      { yaml: this.part("textarea").value, replace: this.part("[name=replace]").checked });
    modelsAnswer.again();
  }

  /** What was left out is read before it is closed. */
  done() {
    if (this.#answer.skipped?.length) { this.renew(); return; }
    this.close();
    toast(`${plural(this.#answer.taken.length, "entry", "entries")} taken: ${list(this.#answer.taken)}.`);
  }
}

customElements.define("import-dialog", ImportDialog);
