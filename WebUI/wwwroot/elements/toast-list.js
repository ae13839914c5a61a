import { el } from "../lib/dom.js";

/** <toast-list>: short words about what was just done; each goes by itself. */
class ToastList extends HTMLElement {
  connectedCallback() {
    document.addEventListener("toast", ({ detail }) => {
      const note = el("div", {}, el("p", {}, detail),
        el("button", { type: "button", "data-size": "s", onclick: () => note.remove() }, "Close"));
      this.append(note);
      setTimeout(() => note.remove(), Math.max(6000, detail.length * 90));
    });
  }
}

customElements.define("toast-list", ToastList);
