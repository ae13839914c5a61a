import { el, keyed, text } from "../lib/dom.js";
import { FORMATS, fileAddress, isForPeople } from "../lib/transcript-formats.js";

const NOTES = {
  own: "Text, SRT and VTT have the names shown here; JSON and RTTM have those of the panel: Speaker_0 and so on.",
  renamed: "The files have the names shown here, which this device keeps. What other apps get from the panel has its"
    + " own: Speaker_0 and so on.",
  none: "Nobody could be told apart: the files have no names."
};

/** <transcript-files>: the transcript as a file of the panel in each format, with the names of this page. */
class TranscriptFiles extends HTMLElement {
  /**
   * @param {{ id: string, file: string, voices: import("../lib/voices.js").Voice[] }} what
   *   `file`: the recording's name without its end
   */
  show({ id, file, voices }) {
    const isRenamed = voices.some(({ name, own }) => name !== own);
    const address = format => fileAddress(id, format, isRenamed || isForPeople(format) ? voices : []);
    if (!this.firstElementChild) this.append(el("menu", { role: "list" }), el("p", { class: "note" }));
    const link = ({ format, text: words, end }) =>
      el("a", { class: "button", "data-size": "s", href: address(format), download: `${file}.${end}` }, words);
    keyed(this.firstElementChild, FORMATS, ({ format }) => address(format), one => el("li", {}, link(one)), () => {});
    text(this.lastElementChild, NOTES[voices.length === 0 ? "none" : isRenamed ? "renamed" : "own"]);
  }
}

customElements.define("transcript-files", TranscriptFiles);
