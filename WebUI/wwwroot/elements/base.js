import { watch } from "../lib/seen.js";

/** An element that shows the state: `tell({ view, at })` is called at each change; its listeners end when it leaves. */
export class Live extends HTMLElement {
  #left;

  /** Whether it shows a clock, and is told every second. */
  get clock() { return false; }

  /** Ends with the element: for further listeners. */
  get signal() { return this.#left.signal; }

  connectedCallback() {
    this.#left = new AbortController();
    this.build?.();
    watch(this, this.signal, seen => this.tell(seen), { clock: this.clock });
  }

  disconnectedCallback() {
    this.#left.abort();
    this.leave?.();
  }

  /** Asks for something that is confirmed first: "switch", "stop", "cancel", "takeover", "release", "service",
   * "transcript". */
  ask(what, detail = {}) { this.dispatchEvent(new CustomEvent("ask", { bubbles: true, detail: { what, ...detail } })); }
}

/** Tells the person something short, once. */
export function toast(words) { document.dispatchEvent(new CustomEvent("toast", { detail: words })); }

/** Puts the focus on the sentence that tells how things are: what was clicked may be gone. */
export function toStatement() { document.dispatchEvent(new CustomEvent("statement")); }
