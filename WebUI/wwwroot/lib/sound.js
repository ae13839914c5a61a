/** A recording that is played from the disk of who looks: its file never leaves the browser. */
export class Sound {
  file = null;
  #audio; #on;

  /**
   * @param {HTMLAudioElement} audio
   * @param {{ moved(): void, changed(): void, refused(): void }} on where it is, whether it plays, what it cannot play
   * @param {AbortSignal} signal
   */
  constructor(audio, on, signal) {
    [this.#audio, this.#on] = [audio, on];
    const listen = (type, act) => audio.addEventListener(type, act, { signal });
    for (const type of ["play", "pause", "ended"]) listen(type, on.changed);
    for (const type of ["timeupdate", "durationchange", "seeked"]) listen(type, on.moved);
    listen("error", () => { if (this.file) { this.take(null); on.refused(); } });
  }

  get isPlaying() { return this.file !== null && !this.#audio.paused; }

  /** Where it is, in ms. */
  get at() { return this.#audio.currentTime * 1000; }

  /** How long it is, in ms; null where that is not known: files that were recorded as a stream do not say. */
  get whole() { return this.file && Number.isFinite(this.#audio.duration) ? this.#audio.duration * 1000 : null; }

  /** @param {File | null} file */
  take(file) {
    if (this.#audio.src) URL.revokeObjectURL(this.#audio.src);
    this.file = file;
    if (file) this.#audio.src = URL.createObjectURL(file); else this.#audio.removeAttribute("src");
    this.#on.changed();
  }

  seek(ms) { this.#audio.currentTime = ms / 1000; }

  play() { return this.#audio.play().catch(() => {}); } // what is wrong with it is told by its error

  toggle() { if (this.#audio.paused) this.play(); else this.#audio.pause(); }
}
