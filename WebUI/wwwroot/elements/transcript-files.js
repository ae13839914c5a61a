import { get } from "../lib/api.js";
import { download, el, keyed, text } from "../lib/dom.js";
import { FORMATS, isForPeople, written } from "../lib/transcript-formats.js";
import { toast } from "./base.js";

const NOTES = {
  own: "Text, SRT and VTT have the names shown here; JSON and RTTM have those of the panel: Speaker_0 and so on.",
  renamed: "The files have the names shown here, which this device keeps. What other apps get from the panel has its"
    + " own: Speaker_0 and so on.",
  none: "Nobody could be told apart: the files have no names."
};

/** <transcript-files>: the transcript as a file in each format; those with names of this page are made here. */
class TranscriptFiles extends HTMLElement {
  #what = null;

  /**
   * @param {{ id: string, file: string, result: object, voices: import("../lib/voices.js").Voice[] }} what
   *   `file`: the recording's name without its end
   */
  show(what) {
    this.#what = what;
    const [renamed, none] = [this.#isRenamed, what.voices.length === 0];
    if (!this.firstElementChild) this.append(el("menu", { role: "list" }), el("p", { class: "note" }));
    keyed(this.firstElementChild, FORMATS, ({ format }) => `${format} ${renamed}`, one => this.#item(one), () => {});
    text(this.lastElementChild, none ? NOTES.none : renamed ? NOTES.renamed : NOTES.own);
  }

  get #isRenamed() { return this.#what.voices.some(({ name, own }) => name !== own); }

  #item({ format, text: words, end }) {
    const { id, file } = this.#what, look = { class: "button", "data-size": "s" };
    const name = `${file}.${end}`;
    if (isForPeople(format) || this.#isRenamed)
      return el("li", {}, el("button", { type: "button", ...look, onclick: () => this.#make(format, name) }, words));
    const href = `/api/audio/transcripts/${encodeURIComponent(id)}?format=${format}`;
    return el("li", {}, el("a", { ...look, href, download: name }, words));
  }

  async #make(format, name) {
    const { id, file, result, voices } = this.#what;
    const names = new Map(voices.map(({ label, name: shown }) => [label, shown]));
    try {
      const whole = format !== "verbose_json" ? result
        : await get(`/api/audio/transcripts/${encodeURIComponent(id)}?format=verbose_json`);
      download(name, written(format, whole, label => names.get(label) ?? label ?? null, file));
    } catch ({ message }) { toast(message); }
  }
}

customElements.define("transcript-files", TranscriptFiles);
