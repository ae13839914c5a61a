import { post, remove } from "../lib/api.js";
import { text } from "../lib/dom.js";
import { forget } from "../lib/model-changes.js";
import { questions } from "../lib/questions.js";
import { servedModel } from "../lib/running.js";
import { seen } from "../lib/seen.js";
import { transcripts } from "../lib/transcripts.js";
import { Question } from "./question.js";

const ACTS = {
  stop: ({ served }) => post("/api/stop", served ? { model: served } : {}),
  service: ({ name, verb }) => post(`/api/services/${encodeURIComponent(name)}/${verb}`, { source: "page" }),
  cancel: ({ id }) => post(`/api/swap/${encodeURIComponent(id)}/cancel`),
  takeover: () => post("/api/driver/takeover"),
  release: () => remove("/api/swap/lock", { force: true }),
  transcript: ({ id }) => transcripts.remove(id),
  download: ({ id }) => post(`/api/downloads/${encodeURIComponent(id)}/cancel`),
  weights: ({ weights }) => remove(`/api/disk?weights=${encodeURIComponent(weights)}`),
  parts: ({ weights }) => remove(`/api/disk?weights=${encodeURIComponent(weights)}&parts=true`),
  model: ({ key }) => forget(key).then(() => { location.hash = "#models"; }),
  share: ({ act }) => act(),
  update: ({ smoke, tip }) => post("/api/update/apply", {
    ...smoke && { smoke_model: smoke.key }, ...tip && { tip } }),
  rollback: () => post("/api/update/rollback"),
  update_cancel: ({ id }) => post(`/api/update/${encodeURIComponent(id)}/cancel`)
};

/** What becomes of these is told where the button was. */
const IN_PLACE = new Set(["service", "download", "weights", "parts", "share"]);

/** <ask-dialog>: a plain question before something that cannot be undone (lib/questions.js). */
class AskDialog extends Question {
  #asked = null;

  build() {
    this.begin("ask-form", "go", () => ACTS[this.#asked.what](this.#asked));
    document.addEventListener("ask", ({ detail }) => { if (ACTS[detail.what]) this.#ask(detail); },
      { signal: this.signal });
  }

  #ask(detail) {
    this.#asked = { served: servedModel(seen().view)?.id ?? null, ...detail };
    this.open();
  }

  done() {
    if (IN_PLACE.has(this.#asked.what)) this.close(); else super.done();
  }

  show({ view, at }) {
    const { title, words, keep, go, why } = questions[this.#asked.what](view, this.#asked, at.now);
    text(this.part("h2"), title);
    text(this.part("p"), words);
    text(this.part("[data-do=keep]"), keep);
    text(this.part("[data-do=go]"), go);
    return { can: !why, why };
  }
}

customElements.define("ask-dialog", AskDialog);
