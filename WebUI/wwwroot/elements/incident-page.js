import { Again } from "../lib/again.js";
import { get } from "../lib/api.js";
import { text } from "../lib/dom.js";
import { lasted } from "../lib/format.js";
import { incidentTime, incidentTitle } from "../lib/journal.js";
import { store } from "../lib/live.js";
import { moved } from "../lib/moved.js";
import { incidentId } from "../lib/route.js";
import { seen } from "../lib/seen.js";
import { Live } from "./base.js";
import { fillEvidence } from "./event-parts.js";
import { fillBeside } from "./evidence-parts.js";

/** <incident-page>: one incident by itself, with its evidence; read anew when the log has moved. */
class IncidentPage extends Live {
  #id = incidentId();
  #mark;
  #reading = new Again(() => this.#read(), 2000);

  tell({ at }) {
    if (!at.known) return;
    const mark = moved(store, at.link);
    if (mark === this.#mark) return;
    this.#mark = mark;
    this.#reading.run();
  }

  /** One that is not kept is not asked for again; nor is one whose page was left. */
  async #read() {
    const lede = this.querySelector(".lede");
    try {
      const incident = await get(`/api/incidents/${encodeURIComponent(this.#id)}`);
      text(this.querySelector("h1"), incidentTitle(incident));
      text(lede, `${time(incident)}.`);
      fillEvidence(this.querySelector("[data-part=evidence]"), incident, seen().at.now, false);
      this.querySelector("[data-part=evidence]").hidden = false;
      fillBeside(this.querySelector("[data-part=beside]"), incident, seen().at.now);
    } catch ({ message, status }) {
      text(this.querySelector("h1"), status === 404 ? "This incident is not kept" : "Incident");
      text(lede, message);
      return status === 404 || !this.isConnected;
    }
  }
}

const time = incident => {
  const words = incidentTime(incident, seen().at.now, lasted);
  return words.charAt(0).toUpperCase() + words.slice(1);
};

customElements.define("incident-page", IncidentPage);
