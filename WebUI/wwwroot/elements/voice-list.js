import { el, keyed, text, when } from "../lib/dom.js";
import { voiceMark } from "../lib/turn-nodes.js";
import { shareWords } from "../lib/voices.js";

/** <voice-list>: who speaks, each with a field for the name (`rename`, { label, name }); one name is one person. */
class VoiceList extends HTMLElement {
  #left;

  connectedCallback() {
    this.#left = new AbortController();
    const { signal } = this.#left;
    this.addEventListener("change", ({ target }) => this.#rename(target), { signal });
    this.addEventListener("keydown", ({ key, target }) => { if (key === "Enter") target.blur(); }, { signal });
  }

  disconnectedCallback() { this.#left.abort(); }

  /** @param {import("../lib/voices.js").Voice[]} voices */
  show(voices) {
    if (!this.firstElementChild) this.append(el("ul", { class: "voices", role: "list" }));
    keyed(this.firstElementChild, voices, ({ label }) => label, rowNode, (row, voice) => {
      const [mark, input, share] = row.children;
      when(mark, [voice.voice, voice.sign], () => voiceMark(voice));
      input.placeholder = voice.own;
      const name = voice.name === voice.own ? "" : voice.name;
      if (document.activeElement !== input) input.value = name;
      text(share, shareWords(voice.share));
    });
  }

  #rename({ value, dataset }) {
    this.dispatchEvent(new CustomEvent("rename", { bubbles: true,
      detail: { label: dataset.label, name: value.trim() } }));
  }
}

const rowNode = ({ label, own }) => el("li", {}, el("span"), el("input", { "data-label": label, maxlength: 60,
  "aria-label": `Name of ${own}`, autocomplete: "off", spellcheck: "false", enterkeyhint: "done" }), el("small"));

customElements.define("voice-list", VoiceList);
