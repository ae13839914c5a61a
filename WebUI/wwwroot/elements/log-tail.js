import { icon, text } from "../lib/dom.js";
import { ago, count, plural } from "../lib/format.js";

/** The end of a <log-view>: whether it is followed, and how much a reader who left it has not seen. */
export class LogTail {
  #button; #words; #seenNext = 0;

  constructor(view) {
    this.#button = view.querySelector("[data-do=follow]");
    this.#words = view.querySelector("footer span");
  }

  get follows() { return this.#button.getAttribute("aria-pressed") === "true"; }

  /**
   * @param {import("../lib/log.js").LogBook} book
   * @returns {boolean} whether that is news
   */
  follow(on, book) {
    if (this.follows === on) return false;
    if (!on) this.seen(book);
    this.#button.setAttribute("aria-pressed", String(on));
    this.#button.replaceChildren(icon(on ? "tail" : "down"), on ? "Follow" : "Follow again");
    return true;
  }

  seen({ next }) { this.#seenNext = next; }

  tell({ next, newestAt }, now) {
    const below = next - this.#seenNext;
    const isAtEnd = this.follows || below === 0;
    const newest = !isAtEnd ? `${count(below)} new below`
      : newestAt === null ? null : `the newest ${age(newestAt, now)}`;
    text(this.#words, next === 1 ? "No line yet" : [plural(next - 1, "line"), newest].filter(Boolean).join(", "));
  }
}

const age = (at, now) => now - at < 60_000 ? `${Math.max(0, Math.floor((now - at) / 1000))} s ago` : ago(at, now);
