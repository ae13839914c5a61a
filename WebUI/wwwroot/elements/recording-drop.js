import { text } from "../lib/dom.js";
import { ACCEPT, uploadLimit } from "../lib/recording.js";
import { Live } from "./base.js";
import { sendAll } from "./work-acts.js";

/** <recording-drop>: where recordings are dropped or picked; one that misses it is taken all the same. */
class RecordingDrop extends Live {
  #depth = 0; // a drag enters and leaves every element below the pointer

  build() {
    const input = this.querySelector("input");
    input.accept = ACCEPT;
    input.addEventListener("change", () => {
      this.#send(input.files);
      input.value = ""; // the same file may be picked again
    }, { signal: this.signal });
    const on = (type, act) => document.addEventListener(type, event => {
      if (![...event.dataTransfer?.types ?? []].includes("Files")) return;
      event.preventDefault();
      act(event);
    }, { signal: this.signal });
    on("dragenter", () => this.#over(this.#depth + 1));
    on("dragleave", () => this.#over(this.#depth - 1));
    on("dragover", ({ dataTransfer }) => { dataTransfer.dropEffect = "copy"; });
    on("drop", ({ dataTransfer }) => { this.#over(0); this.#send(dataTransfer.files); });
  }

  tell({ view: { settings } }) {
    text(this.querySelector("small"), `WAV, MP3, M4A, Ogg, WebM and more, up to ${uploadLimit(settings)} GiB. It stays on your`
      + " network, and is gone from the panel when it is transcribed.");
  }

  #over(depth) {
    this.#depth = Math.max(0, depth);
    this.toggleAttribute("data-over", this.#depth > 0);
  }

  /** The files that can be sent are; about the others it says why not. */
  #send(files) {
    const bad = sendAll(files), line = this.querySelector(".problem");
    text(line, bad.join(" "));
    line.hidden = bad.length === 0;
  }
}

customElements.define("recording-drop", RecordingDrop);
