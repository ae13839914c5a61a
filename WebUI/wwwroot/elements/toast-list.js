import { el } from "../lib/dom.js";

/** <toast-list>: short words about what was just done; each goes by itself. */
class ToastList extends HTMLElement {
  #left;

  connectedCallback() {
    this.#left = new AbortController();
    document.addEventListener("toast", ({ detail }) => {
      const note = el("div", {}, el("p", {}, detail),
        el("button", { type: "button", "data-size": "s", onclick: () => note.remove() }, "Close"));
      this.append(note);
      setTimeout(() => note.remove(), Math.max(6000, detail.length * 90));
    }, { signal: this.#left.signal });
  }

  disconnectedCallback() { this.#left.abort(); }
}

customElements.define("toast-list", ToastList);
