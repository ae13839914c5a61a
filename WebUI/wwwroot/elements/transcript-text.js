import { Chunks } from "../lib/chunks.js";
import { copyButton } from "./copy-button.js";

/**
 * <transcript-text>: what was said, turn by turn; a line that is clicked is to be heard (`hear`, its place among all
 * lines). The lines are one stop for the keyboard: arrows go from line to line, Enter hears one.
 */
class TranscriptText extends HTMLElement {
  #left; #chunks = new Chunks(this); #tools = null; #copied = i => i;
  #now = -1; #heard = null; #selected = null; // nodes are kept: among 20,000 lines a look for one takes its time

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
    const first = rows.find(({ kind }) => kind === "turn")?.lines[0].i ?? -1;
    const selected = Number(this.#selected?.dataset.line ?? first);
    this.#copied = copied;
    this.#chunks.show(rows);
    this.#stop(this.#chunks.line(selected));
    this.#mark(this.#now);
  }

  /** Marks the line that is heard; one that was in view before it stays followed. */
  mark(i, isSought) {
    if (i === this.#now) return;
    const follows = isSought || !this.#heard || isSeen(this.#heard);
    this.#mark(i);
    if (this.#heard && follows && !isSeen(this.#heard)) this.#heard.scrollIntoView({ block: "center" });
  }

  #mark(i) {
    this.#now = i;
    this.#heard?.removeAttribute("aria-current");
    this.#heard = this.#chunks.line(i);
    this.#heard?.setAttribute("aria-current", "true");
  }

  /** The one line that is a stop for the keyboard. */
  #stop(line) {
    if (this.#selected) this.#selected.tabIndex = -1;
    this.#selected = line;
    if (line) line.tabIndex = 0;
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
    this.#stop(line);
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
