import { text } from "../lib/dom.js";
import { kept } from "../lib/kept.js";
import { refresh } from "../lib/live.js";
import { baseName } from "../lib/recording.js";
import { transcriptId } from "../lib/route.js";
import { asText } from "../lib/transcript-formats.js";
import { transcripts } from "../lib/transcripts.js";
import { lineAt, turns } from "../lib/turns.js";
import { voices } from "../lib/voices.js";
import { notes } from "../lib/warnings.js";
import { Live } from "./base.js";
import { copyAndSay } from "./copy-button.js";
import { headOf, tellProgress } from "./transcript-parts.js";
import { actOn } from "./work-acts.js";

/** <transcript-page>: one transcript while it becomes and afterwards: who said what, to read, to hear and to take. */
class TranscriptPage extends Live {
  #id = transcriptId(); #shown = null; #segments = []; #voices = [];

  get clock() { return true; }

  build() {
    transcripts.look(this.#id);
    const on = (type, act) => this.addEventListener(type, act, { signal: this.signal });
    on("click", ({ target }) => this.#do(target.closest("[data-do]")?.dataset.do));
    on("rename", ({ detail: { label, name } }) => {
      kept.add(this.#id, { names: { ...kept.of(this.#id).names, [label]: name } });
      refresh();
    });
    on("hear", ({ detail: i }) => this.#part("recording-player").hear(this.#segments[i].start_ms));
    on("played", ({ detail: { ms, isSought } }) =>
      this.#part("transcript-text").mark(lineAt(this.#segments, ms), isSought));
  }

  leave() { transcripts.look(null); }

  tell({ at }) {
    const { live } = transcripts;
    if (live?.id !== this.#id) return;
    const { title, lede } = headOf(live, at.now);
    text(this.querySelector("h1"), title);
    text(this.querySelector(".lede"), lede);
    tellProgress(this.#part("[data-part=progress]"), live);
    const isWhole = live.result !== null, isGone = live.isGone;
    this.#part("[data-part=empty]").hidden = !(isWhole && live.segments.length === 0);
    if (live.isRemoved) { location.hash = "#/transcribe"; return; }
    const isBlank = isGone || live.segments.length === 0;
    this.#part("[data-part=body]").hidden = this.#part("recording-player").hidden = isBlank;
    this.#part("[data-part=files]").hidden = !isWhole;
    this.#part("[data-do=delete]").hidden = !isWhole;
    this.#part("[data-do=copy]").hidden = live.segments.length === 0;
    this.#text(live);
  }

  /** All of it is made again only when it is another text, or somebody has another name. */
  #text(live) {
    const { names = {} } = kept.of(this.#id), { state, segments, result } = live;
    const look = JSON.stringify([names, result !== null, state?.warnings]);
    if (!state || segments === this.#segments && look === this.#shown) return;
    [this.#segments, this.#shown] = [segments, look];
    this.#voices = voices(segments, names, state.speakers_detected);
    this.#part("transcript-text").show(turns(segments, this.#voices, notes(state.warnings, this.#voices)),
      i => asText([this.#named(this.#segments[i])]));
    this.#part("voice-list").show(this.#voices);
    this.#part("[data-part=voices]").hidden = this.#voices.length === 0;
    this.#part("recording-player").show(state, segments, this.#voices);
    if (result)
      this.#part("transcript-files").show({ id: this.#id, file: baseName(state.file_name), voices: this.#voices });
  }

  /** A line with the name that is shown. */
  #named(one) {
    return { ...one, speaker: this.#voices.find(({ label }) => label === one.speaker)?.name ?? one.speaker };
  }

  #do(what) {
    const name = transcripts.live?.state?.file_name ?? this.#id;
    if (what === "copy") copyAndSay(asText(this.#segments.map(one => this.#named(one))), "the transcript");
    else if (what === "delete") this.ask("transcript", { id: this.#id, name });
    else if (what) actOn(what, this.#id);
  }

  #part(selector) { return this.querySelector(selector); }
}

customElements.define("transcript-page", TranscriptPage);
