import { template, text } from "../lib/dom.js";
import { ServiceTail } from "../lib/service-tail.js";
import { serviceName } from "../lib/watched.js";
import { Live } from "./base.js";
import { LogPane } from "./log-pane.js";

/** <service-log>: the end of a service's log, live, in a dialog; it is read only while that is open and seen. */
class ServiceLog extends Live {
  #dialog; #pane; #name = null; #tail = null;

  build() {
    const { signal } = this;
    this.append(this.#dialog = template("service-log"));
    this.#pane = new LogPane(this.#dialog.querySelector("log-lines"), signal, () => this.#name,
      () => this.#dialog.open);
    text(this.#dialog.querySelector("footer > :last-child"), "the last 200 lines, then what comes");
    const on = (target, type, act) => target.addEventListener(type, act, { signal });
    on(this.#dialog.querySelector("[data-do=close]"), "click", () => this.#dialog.close());
    on(this.#dialog, "close", () => this.#end());
    on(document, "ask", ({ detail }) => { if (detail.what === "service-log") this.#open(detail.name); });
    on(document, "visibilitychange", () => {
      if (!this.#dialog.open) return;
      if (document.hidden) this.#end(); else this.#begin();
    });
    signal.addEventListener("abort", () => this.#end());
  }

  tell() {}

  #open(name) {
    this.#name = name;
    text(this.#dialog.querySelector("h2"), `Log of ${serviceName(name)}`);
    this.#dialog.showModal();
    this.#begin();
    this.#dialog.querySelector("[data-do=close]").focus();
  }

  /** From the beginning: what came while nobody looked is among the last lines. */
  #begin() {
    this.#end();
    this.#pane.begin();
    this.#say("The log is being read.");
    this.#tail = new ServiceTail(this.#name, { lines: lines => this.#take(lines), end: reason => this.#say(reason) });
    this.#pane.paint();
  }

  #take(lines) {
    const { book } = this.#pane;
    this.#say("");
    book.append(book.next, lines.map(line => ({ node: null, at_ms: null, text: line })));
    this.#pane.paint();
  }

  #end() {
    this.#tail?.end();
    this.#tail = null;
  }

  #say(words) { text(this.#dialog.querySelector("[role=status]"), words); }
}

customElements.define("service-log", ServiceLog);
