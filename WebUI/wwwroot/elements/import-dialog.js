import { modelsAnswer } from "../lib/answers.js";
import { post } from "../lib/api.js";
import { el, keyed, text } from "../lib/dom.js";
import { full, list, plural } from "../lib/format.js";
import { leftForForce, leftOut, needsForce } from "../lib/model-changes.js";
import { toast } from "./base.js";
import { Question } from "./question.js";

/** No export is larger: the panel reads two files of at most 256 KiB each. In bytes. */
const MOST = 512 * 1024;

/** <import-dialog>: takes models and settings from a file that another panel has exported. */
class ImportDialog extends Question {
  #answer = null; #tooLarge = null;

  build() {
    this.begin("import-form", "go", () => this.#take());
    const on = (name, type, act) => this.part(name).addEventListener(type, act, { signal: this.signal });
    on("[name=file]", "change", ({ target: { files: [file] } }) => { if (file) this.#read(file); });
    on("textarea", "input", () => { this.#tooLarge = null; this.again(); });
    document.addEventListener("ask", ({ detail }) => { if (detail.what === "import") this.#ask(); },
      { signal: this.signal });
  }

  #ask() {
    this.part("form").reset();
    [this.#answer, this.#tooLarge] = [null, null];
    this.part("[data-part=force]").hidden = true;
    this.open();
  }

  async #read(file) {
    this.#tooLarge = file.size > MOST ? `${file.name} is larger than ${MOST / 1024} KiB: that is no export.` : null;
    if (!this.#tooLarge) this.part("textarea").value = await file.text();
    this.again();
  }

  show() {
    const { taken = [], skipped = [] } = this.#answer ?? {};
    text(this.part("[data-part=taken]"), !this.#answer ? ""
      : taken.length > 0 ? `${plural(taken.length, "entry", "entries")} taken: ${list(taken)}.` : "Nothing was taken.");
    keyed(this.part("[data-part=skipped]"), skipped, ({ key }) => key, () => el("li"),
      (node, entry) => text(node, `${entry.key}: ${full(leftOut(entry))}`));
    text(this.part("[data-do=keep]"), this.#answer ? "Close" : "Take nothing");
    return { can: !this.#tooLarge && this.part("textarea").value.trim() !== "", why: this.#tooLarge };
  }

  async #take() {
    const { value: yaml } = this.part("textarea"), { checked: replace } = this.part("[name=replace]");
    const force = this.part("[name=force]").checked;
    this.#answer = null;
    const offer = isNeeded => { if (isNeeded) this.part("[data-part=force]").hidden = false; };
    this.#answer = await post("/api/models/import", { yaml, replace, ...force && { force } })
      .catch(problem => { offer(needsForce(problem)); throw problem; });
    offer(leftForForce(this.#answer));
    modelsAnswer.again();
  }

  /** What was left out is read before it is closed. */
  done() {
    if (this.#answer.skipped?.length || !this.#answer.taken?.length) { this.renew(); return; }
    this.close();
    toast(`${plural(this.#answer.taken.length, "entry", "entries")} taken: ${list(this.#answer.taken)}.`);
  }
}

customElements.define("import-dialog", ImportDialog);
