import { get, post, put } from "../lib/api.js";
import { attribute, el, when } from "../lib/dom.js";
import { clock, count, span } from "../lib/format.js";
import { refusal } from "../lib/refusal.js";
import { activeSwap, failedSwap, servedModel } from "../lib/running.js";
import { closeReport, seen } from "../lib/seen.js";
import { Live, toStatement } from "./base.js";
import { button, remedyRow, row, tellIn } from "./remedy-parts.js";

/** <remedy-list>: what can be done about a failed load or stop; what would end a model that serves is asked first. */
class RemedyList extends Live {
  #isSent = false; #revision = null;

  build() { this.append(el("ul", { class: "remedies", role: "list" })); }
  leave() { this.replaceChildren(); }

  tell({ view: { usual, good, ...view }, at }) {
    const swap = failedSwap(view, at.closed);
    if (!swap) return;
    const remedies = swap.failure?.remedies ?? [];
    const known = usual?.models[swap.model];
    const time = known ? ` Usual load ${span(known.p50_ms, known.p90_ms)}.` : "";
    const back = swap !== view.swap && view.swap.phase === "ready" ? view.swap : null;
    when(this.firstElementChild, [swap.id, remedies, time, good, back?.id], () => [
      ...remedies.map((remedy, i) => this.#remedy(swap.model, remedy, time, i === 0 ? "primary" : null)),
      ...this.#ways(swap, remedies, good, time, back)
    ]);
    for (const one of this.querySelectorAll("[data-waits]"))
      attribute(one, "disabled", !swap.ended_at || this.#isSent || Boolean(activeSwap(view)));
  }

  #remedy(model, remedy, time, kind) {
    if (remedy.max_model_len) this.#revision = revisionOf(model);
    const made = remedyRow(remedy, time, words => button(words, () => this.#apply(model, remedy, made), kind));
    return made;
  }

  /** The ways that are always there: as it was, and back to what loaded well. */
  #ways({ id, kind, model }, remedies, good, time, back) {
    const load = (key, words) => button(words, () => this.ask("switch", { model: key }));
    const again = `If you have changed something meanwhile.${time}`;
    if (kind === "stop")
      return [row("Stop it again", "It looks again at both Sparks.", button("Try again", () => this.ask("stop")))];
    return [
      !remedies.some(({ max_model_len: n }) => n) && row("Load it again as it is", again, load(model, "Try again")),
      back ? row(`Keep ${back.model_name}`, `It came back by itself at ${clock(back.ended_at)}. Nothing else is tried.`,
        button("Leave it as it is", () => { closeReport(id); toStatement(); }))
        : good && good.model !== model && row(`Go back to ${good.model_name}`, "The last model that loaded well.",
          load(good.model, `Load ${good.model_name}`))
    ];
  }

  async #apply(model, { max_model_len: n, anyway }, where) {
    this.#send(true);
    tellIn(where, "");
    let done = "";
    try {
      if (n) {
        await put(`/api/models/${encodeURIComponent(model)}/settings`,
          { max_model_len: n, revision: await this.#revision });
        done = `${count(n)} is applied, but nothing was loaded. `;
      }
      if (servedModel(seen().view)) this.ask("switch", { model, anyway });
      else {
        await post("/api/swap", { model, ...anyway && { anyway } });
        toStatement();
      }
    } catch (problem) { tellIn(where, done + refusal(problem)); }
    if (n) this.#revision = revisionOf(model);
    this.#send(false);
  }

  #send(on) {
    this.#isSent = on;
    if (this.isConnected) this.tell(seen());
  }
}

/** What the model's settings were when the way was shown: a change of another since then is not written over. */
const revisionOf = model => get("/api/models")
  .then(models => models.find(({ key }) => key === model)?.revision, () => undefined);

customElements.define("remedy-list", RemedyList);
