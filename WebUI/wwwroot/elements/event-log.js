import { attribute, el, keyed, text } from "../lib/dom.js";
import { Events } from "../lib/events.js";
import { seen } from "../lib/seen.js";
import { byDay, query, timeline } from "../lib/timeline.js";
import { store } from "../lib/live.js";
import { moved } from "../lib/moved.js";
import { Live } from "./base.js";
import { dayNode, fillIncident, fillLine, incidentNode, lineNode } from "./event-parts.js";

/** The most lines that the panel gives at one time. */
const FILE_LINES = 1000;

/** How long nobody types before a search is made, in ms. */
const PAUSE = 350;

const MAKE = { line: lineNode, incident: incidentNode };
const FILL = { line: (row, { entry }) => fillLine(row, entry),
  incident: (row, { incident }, now) => fillIncident(row, incident, now) };

/** <event-log>: what happened, newest first, with filters and a search; it reads on when the log has moved. */
class EventLog extends Live {
  #events = new Events(() => this.#draw());
  #wish = { filter: "all", q: "" };
  #typed; #isAsked = false;

  build() {
    const { signal } = this;
    this.addEventListener("click", ({ target }) => this.#do(target.closest("button")?.dataset), { signal });
    this.addEventListener("toggle", ({ target: { dataset, open } }) => {
      if (dataset.incident) this.#events.open(dataset.incident, open);
    }, { signal, capture: true });
    this.querySelector("input").addEventListener("input", ({ target }) => {
      clearTimeout(this.#typed);
      this.#typed = setTimeout(() => this.#ask({ q: target.value }), PAUSE);
    }, { signal });
  }

  leave() {
    clearTimeout(this.#typed);
    this.#events.leave();
  }

  /** Read once the page knows how far the log has come: what is read before may have moved since. */
  tell({ at }) {
    if (!at.known) return;
    this.#events.moved(moved(store, at.link));
    if (!this.#isAsked) this.#ask({});
  }

  #do({ filter, do: what } = {}) {
    if (filter) this.#ask({ filter });
    if (what === "more") this.#events.more();
  }

  #ask(wish) {
    this.#isAsked = true;
    Object.assign(this.#wish, wish);
    for (const button of this.querySelectorAll("[data-filter]"))
      button.setAttribute("aria-pressed", String(button.dataset.filter === this.#wish.filter));
    this.querySelector("[data-part=csv]").href = query(this.#wish, { format: "csv", limit: FILE_LINES });
    this.querySelector("[data-part=json]").href = query(this.#wish, { limit: FILE_LINES });
    this.#events.ask({ ...this.#wish });
  }

  #draw() {
    if (!this.isConnected) return;
    const { entries, incidents, isWhole, isReading, isOld } = this.#events;
    const { now } = seen().at;
    const days = byDay(timeline(entries, incidents, { now, isWhole }));
    const list = this.querySelector("[data-part=list]");
    keyed(list, days, ({ key }) => key, dayNode, (node, { text: words, items }) => {
      text(node.firstElementChild, words);
      keyed(node.lastElementChild, items, ({ kind, key }) => `${kind} ${key}`,
        ({ kind, incident }) => MAKE[kind](incident), (row, item) => FILL[item.kind](row, item, now));
    });
    attribute(list, "aria-busy", isOld && isReading ? "true" : null);
    this.#tail(days.length === 0);
  }

  #tail(isEmpty) {
    const { entries, isWhole, isReading, problem } = this.#events;
    const more = this.querySelector("[data-do=more]");
    more.hidden = isWhole || entries.length === 0;
    attribute(more, "aria-busy", isReading ? "true" : null); // disabled, it would lose the focus
    if (more.hidden && document.activeElement === more) this.querySelector("h2").focus({ preventScroll: true });
    text(this.querySelector("[role=status]"), problem ? `The log cannot be read now. ${problem}`
      : !isEmpty ? "" : isReading ? "The log is being read."
      : this.#wish.q.trim() || this.#wish.filter !== "all" ? "Nothing fits." : "Nothing has happened yet.");
  }
}

customElements.define("event-log", EventLog);
