import { text } from "../lib/dom.js";
import { headline, subline } from "../lib/transcript-words.js";
import { transcripts } from "../lib/transcripts.js";
import { uploads } from "../lib/uploads.js";
import { Live } from "./base.js";

/** <transcribe-page>: what is at work, in one sentence; the list of the panel is read while it is shown. */
class TranscribePage extends Live {
  build() { transcripts.look("all"); }
  leave() { transcripts.look(null); }

  tell() {
    const jobs = transcripts.all.filter(({ phase }) => phase === "queued" || phase === "running");
    text(this.querySelector("h1"), headline(uploads.items, jobs));
    text(this.querySelector(".lede"), subline(uploads.items, jobs));
  }
}

customElements.define("transcribe-page", TranscribePage);
