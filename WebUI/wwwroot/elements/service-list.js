import { post } from "../lib/api.js";
import { day } from "../lib/day.js";
import { keyed, template } from "../lib/dom.js";
import { listed } from "../lib/listed.js";
import { refusal } from "../lib/refusal.js";
import { closeAction, seen } from "../lib/seen.js";
import { serviceCards } from "../lib/services.js";
import { Live, toast } from "./base.js";
import { fillCard } from "./service-parts.js";

/** <service-list>: the services as cards, with what can be done about each; what would end something is asked first. */
class ServiceList extends Live {
  #sent = new Set(); // services whose start was sent and not answered

  build() {
    this.addEventListener("click", ({ target }) => {
      const button = target.closest("button[data-do]");
      if (button) this.#do(button.dataset, button.closest("service-card").dataset.key);
    }, { signal: this.signal });
  }

  leave() { this.replaceChildren(); }

  tell({ view, at }) {
    const { uptime } = day();
    const held = document.activeElement?.closest("service-card");
    const up = name => uptime?.find(one => one.name === name);
    keyed(this, serviceCards(view, listed(), at), ({ name }) => name, () => template("service-card"), (node, card) =>
      fillCard(node, { ...card, isSent: this.#sent.has(card.name), uptime: up(card.name) }));
    if (held && this.contains(held)) keepFocus(held);
  }

  #do({ do: what, action }, name) {
    switch (what) {
      case "close": return closeAction(action);
      case "log": return this.ask("service-log", { name });
      case "start": return name === "vllm" ? this.#load() : this.#send(name, "start");
      case "cure": return this.#send(name, "restart");
      default: return this.ask("service", { name, verb: what });
    }
  }

  /** vLLM starts with a model: the last one that loaded well, with its pre-flight. */
  #load() {
    const { good } = seen().view;
    if (good) this.ask("switch", { model: good.model });
    else {
      location.hash = "#home";
      toast("Choose a model: none has loaded well here yet.");
    }
  }

  async #send(name, verb) {
    this.#sent.add(name);
    this.tell(seen());
    await post(`/api/services/${encodeURIComponent(name)}/${verb}`, { source: "page" })
      .catch(problem => toast(refusal(problem)));
    this.#sent.delete(name);
    if (this.isConnected) this.tell(seen());
  }
}

/** A button that was pressed may be gone or asleep now: then the focus goes to the name of its service. */
function keepFocus(card) {
  const { activeElement: focused } = document;
  if (!card.contains(focused) || focused.disabled || focused.closest("[hidden]"))
    card.querySelector("h3").focus({ preventScroll: true });
}

customElements.define("service-list", ServiceList);
