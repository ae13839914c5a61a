import { attribute, figures, icon, svgEl, text, when } from "../lib/dom.js";
import { duration } from "../lib/format.js";
import { isSame, pick } from "../lib/recording.js";
import { Sound } from "../lib/sound.js";
import { colourOf } from "../lib/turn-nodes.js";
import { uploads } from "../lib/uploads.js";
import { voiceLanes } from "../lib/voice-lanes.js";
import { toast } from "./base.js";

/**
 * <recording-player>: who speaks when, and the recording itself: the panel does not keep it, so that who reloads the
 * page picks it again. It tells where it is (`played`, { ms, isSought }).
 */
class RecordingPlayer extends HTMLElement {
  #left; #sound; #job = null; #whole = 0;

  connectedCallback() {
    this.#left = new AbortController();
    const { signal } = this.#left, on = (target, type, act) => target.addEventListener(type, act, { signal });
    this.#sound = new Sound(this.#part("audio"), { moved: () => this.#told(false), changed: () => this.#changed(),
      refused: () => text(this.#part("[data-part=why]"), "This browser cannot play this kind of file.") }, signal);
    on(this.#part("[data-do=choose]"), "click", () => this.#choose());
    on(this.#part("[data-do=play]"), "click", () => this.#sound.toggle());
    on(this.#part("input"), "input", ({ target }) => { this.#sound.seek(target.valueAsNumber); this.#told(true); });
    on(document, "keydown", event => this.#key(event));
  }

  disconnectedCallback() {
    this.#left.abort();
    this.#sound.take(null);
  }

  /** @param {object} job @param {object[]} segments @param {import("../lib/voices.js").Voice[]} voices */
  show(job, segments, voices) {
    this.#job = job;
    this.#whole = Math.max((job.duration ?? 0) * 1000, segments.at(-1)?.end_ms ?? 0);
    if (!this.#sound.file && uploads.fileOf(job.id)) this.#sound.take(uploads.fileOf(job.id));
    const drawing = this.#part(".when svg");
    when(drawing, [segments.length, this.#whole, voices.map(({ voice }) => voice)],
      () => voiceLanes(segments, voices, this.#whole).map(lane));
    attribute(drawing, "aria-label", voices.length > 0
      ? `Who speaks when: ${voices.map(({ name }) => name).join(", ")}` : "Nobody could be told apart");
    figures(this, { voices: Math.max(1, ...voices.map(({ voice }) => voice)) });
    this.#changed();
  }

  /** Plays from a time on. */
  hear(ms) {
    if (!this.#sound.file) return toast("Choose the recording above the text to hear it.");
    this.#sound.seek(ms);
    this.#sound.play();
  }

  async #choose() {
    const file = await pick();
    if (!file || !this.isConnected) return;
    if (!isSame(file, this.#job)) toast(`This is another file than ${this.#job.file_name}; the times may not fit.`);
    uploads.give(this.#job.id, file);
    this.#sound.take(file);
    this.#part("[data-do=play]").focus();
  }

  /** Space plays and pauses wherever it has no other meaning. */
  #key(event) {
    if (event.key !== " " || !this.#sound.file || event.target.closest("button, input, textarea, a, summary, dialog"))
      return;
    event.preventDefault();
    this.#sound.toggle();
  }

  #changed() {
    const { file, isPlaying } = this.#sound, button = this.#part("[data-do=play]");
    for (const part of this.querySelectorAll("[data-part=heard]")) part.hidden = !file;
    this.#part("[data-do=choose]").hidden = Boolean(file);
    attribute(button, "aria-label", isPlaying ? "Pause" : "Play");
    when(button, isPlaying, () => icon(isPlaying ? "pause" : "play"));
    this.#told(false);
  }

  #told(isSought) {
    const { file, at: ms } = this.#sound, range = this.#part("input"), whole = this.#sound.whole ?? this.#whole;
    const words = file ? `${duration(ms)} of ${duration(whole)}` : duration(whole);
    [range.max, range.value] = [whole, ms];
    attribute(range, "aria-valuetext", words);
    text(this.#part("[data-part=time]"), words);
    if (file) this.dispatchEvent(new CustomEvent("played", { bubbles: true, detail: { ms, isSought } }));
  }

  #part(selector) { return this.querySelector(selector); }
}

/** A voice has a lane of its own, so that the place tells it too. */
const lane = ({ voice, at, size }) =>
  figures(svgEl("rect", { "data-voice": colourOf(voice), x: at * 100, width: size * 100 }), { lane: voice - 1 });

customElements.define("recording-player", RecordingPlayer);
