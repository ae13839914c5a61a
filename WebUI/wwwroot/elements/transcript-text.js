import { Chunks } from "../lib/chunks.js";
import { copyButton } from "./copy-button.js";

/**
 * <transcript-text>: what was said, turn by turn; a line that is clicked is to be heard (`hear`, its place among all
 * lines). The lines are one stop for the keyboard: arrows go from line to line, Enter hears one.
 */
class TranscriptText extends HTMLElement {
  #left; #chunks = new Chunks(this); #tools = null; #copied = i => i; #now = -1;

  connectedCallback() {
    this.#left = new AbortController();
    const on = (type, act) => this.addEventListener(type, act, { signal: this.#left.signal });
    on("click", ({ target }) => this.#hear(target.closest("[data-line]")));
    on("keydown", event => this.#key(event));
    on("focusin", ({ target }) => { if (target.matches("[data-line]")) this.#select(target); });
  }

  disconnectedCallback() {
    this.#left.abort();
    this.#chunks.end();
  }

  /**
   * @param {import("../lib/turns.js").Turn[]} rows
   * @param {(i: number) => string} copied what is copied of a line
   */
  show(rows, copied) {
    const selected = this.querySelector("[data-line][tabindex='0']")?.dataset.line;
    this.#copied = copied;
    this.#chunks.show(rows);
    const line = this.#chunks.line(Number(selected ?? rows.find(({ kind }) => kind === "turn")?.lines[0].i ?? -1));
    if (line) line.tabIndex = 0;
    this.#mark(this.#now);
  }

  /** Marks the line that is heard; one that was in view before it stays followed. */
  mark(i, isSought) {
    if (i === this.#now) return;
    const before = this.querySelector("[aria-current]");
    const follows = isSought || !before || isSeen(before);
    this.#mark(i);
    const line = this.querySelector("[aria-current]");
    if (line && follows && !isSeen(line)) line.scrollIntoView({ block: "center" });
  }

  #mark(i) {
    this.#now = i;
    this.querySelector("[aria-current]")?.removeAttribute("aria-current");
    this.#chunks.line(i)?.setAttribute("aria-current", "true");
  }

  #hear(line) {
    if (!line || getSelection()?.toString()) return; // who marks words to copy them wants no sound
    line.focus({ preventScroll: true });
    this.dispatchEvent(new CustomEvent("hear", { bubbles: true, detail: Number(line.dataset.line) }));
  }

  #key(event) {
    const line = event.target.closest("[data-line]");
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!line || !step && event.key !== "Enter") return;
    event.preventDefault();
    if (step) this.#chunks.line(Number(line.dataset.line) + step)?.focus();
    else this.#hear(line);
  }

  /** One line at a time has a button to copy it: a button for each would be as many stops as lines. */
  #select(line) {
    for (const other of this.querySelectorAll("[data-line][tabindex='0']")) other.tabIndex = -1;
    line.tabIndex = 0;
    this.#tools?.remove();
    this.#tools = copyButton(this.#copied(Number(line.dataset.line)), "the line");
    line.closest("speech-turn").append(this.#tools);
  }
}

function isSeen(line) {
  const { top, bottom } = line.getBoundingClientRect();
  return bottom > 0 && top < innerHeight;
}

customElements.define("transcript-text", TranscriptText);
