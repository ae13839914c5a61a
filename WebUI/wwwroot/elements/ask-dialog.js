import { post } from "../lib/api.js";
import { template, text } from "../lib/dom.js";
import { plural } from "../lib/format.js";
import { seen } from "../lib/seen.js";
import { servedModel } from "../lib/status.js";

const QUESTIONS = {
  stop({ view }) {
    const busy = (view.vllm?.requests_running ?? 0) + (view.vllm?.requests_waiting ?? 0);
    const name = servedModel(view)?.name ?? "the model";
    return {
      title: `Stop ${name}?`, keep: "Keep it running", go: "Stop it now",
      words: `${busy ? `${plural(busy, "request")} will be cut off. ` : ""}Nothing serves afterwards until you load a model.`,
      act: () => post("/api/stop")
    };
  },
  cancel({ view }, { id }) {
    return {
      title: "Cancel the load?", keep: "Go on loading", go: "Cancel the load",
      words: `What is loaded of ${view.swap?.model_name ?? "the model"} is removed from the Sparks. Nothing serves afterwards until you load a model.`,
      act: () => post(`/api/swap/${encodeURIComponent(id)}/cancel`)
    };
  },
  takeover({ view }) {
    return {
      title: "Take the Sparks over?", keep: "Leave them to the other panel", go: "Take over",
      words: `The panel ${view.driver?.another_panel ?? ""} then only watches. If it is loading or stopping something now, that goes on unwatched; take over only when you know that it is yours or gone.`,
      act: () => post("/api/driver/takeover")
    };
  }
};

/** <ask-dialog>: a plain question before something that cannot be undone; the harmless answer has the focus. */
class AskDialog extends HTMLElement {
  #dialog;
  #question;

  connectedCallback() {
    this.append(this.#dialog = template("ask-form"));
    this.#part("[data-do=keep]").addEventListener("click", () => this.#dialog.close());
    this.#part("[data-do=go]").addEventListener("click", () => this.#go());
    document.addEventListener("ask",
      ({ detail }) => { if (QUESTIONS[detail.what]) this.#open(QUESTIONS[detail.what](seen(), detail)); });
  }

  #open(question) {
    this.#question = question;
    text(this.#part("h2"), question.title);
    text(this.#part("p"), question.words);
    text(this.#part("[data-do=keep]"), question.keep);
    text(this.#part("[data-do=go]"), question.go);
    this.#part("[data-do=go]").disabled = false;
    this.#part(".problem").hidden = true;
    this.#dialog.showModal();
    this.#part("[data-do=keep]").focus();
  }

  async #go() {
    const button = this.#part("[data-do=go]");
    button.disabled = true;
    try {
      await this.#question.act();
      this.#dialog.close();
    } catch (problem) {
      text(this.#part(".problem"), problem.message);
      this.#part(".problem").hidden = button.disabled = false;
    }
  }

  #part(selector) { return this.#dialog.querySelector(selector); }
}

customElements.define("ask-dialog", AskDialog);
