import { get, post } from "../lib/api.js";
import { commandParts } from "../lib/command.js";
import { confirm } from "../lib/confirm.js";
import { el, sentence, text, when } from "../lib/dom.js";
import { refusal } from "../lib/refusal.js";
import { servedModel } from "../lib/running.js";
import { seen } from "../lib/seen.js";
import { toast } from "./base.js";
import { checkLines } from "./check-line.js";
import { Question } from "./question.js";

/** <switch-dialog>: the confirm of a load (lib/confirm.js): what it ends, the pre-flight, the exact command. */
class SwitchDialog extends Question {
  #model; #asked; #anyway = false;

  build() {
    this.begin("switch-form", "switch", () =>
      post("/api/swap", { model: this.#model.key, ...(this.#anyway || this.#asked.anyway) && { anyway: true } }));
    this.part("[data-do=again]").addEventListener("click", () => this.#preflight());
    document.addEventListener("ask", ({ detail }) => { if (detail.what === "switch") this.#ask(detail); },
      { signal: this.signal });
  }

  #ask({ model: key, anyway = false }) {
    const { view } = seen();
    const model = view.catalog?.models.find(one => one.key === key);
    if (!model) { toast(`${key} is not in the catalog any more.`); return; }
    this.#model = model;
    this.#asked = { served: servedModel(view)?.id ?? null, report: null, anyway };
    this.open();
    this.#preflight();
    this.#command();
  }

  show({ view, at }) {
    const { report } = this.#asked;
    const now = confirm(view, at, this.#model, this.#asked);
    this.#anyway = now.anyway;
    text(this.part("h2"), now.title);
    const fill = (name, made, build) => when(this.part(`[data-part=${name}]`), made, build);
    fill("ends", now.ends, () => sentence(now.ends));
    fill("flight", now.flight, () => sentence(now.flight));
    fill("checks", [report, now.bad], () => checkLines(report, now.bad));
    const hosts = runsOn(this.#model, view.settings);
    fill("where", hosts, () => hosts.flatMap(([name, host]) => [name, el("code", {}, host)]));
    text(this.part("[data-do=keep]"), now.keep);
    text(this.part("[data-do=switch]"), now.go);
    this.part("[data-do=again]").hidden = !report || now.bad.length === 0 && !report.problem;
    return now;
  }

  done() {
    super.done();
    location.hash = "#home";
  }

  async #command() {
    const [box, model] = [this.part("pre"), this.#model];
    text(box, "The command is being read.");
    const parts = await get(`/api/models/${encodeURIComponent(model.key)}/command`)
      .then(commandParts, problem => [problem.message]);
    if (model === this.#model) box.replaceChildren(...parts);
  }

  async #preflight() {
    const asked = this.#asked;
    asked.report = null;
    this.again();
    asked.report = await post(`/api/swap/${encodeURIComponent(this.#model.key)}/validate`)
      .catch(problem => ({ checks: [], problem: { code: problem.code, message: refusal(problem) } }));
    this.again();
  }
}

function runsOn(model, settings) {
  const host = name => settings?.[name]?.host ?? "not set up";
  return [["Spark 1, ", host("spark1")], ...model.nodes === "cluster" ? [[" and Spark 2, ", host("spark2")]] : []];
}

customElements.define("switch-dialog", SwitchDialog);
