import { download, perFrame, template } from "../lib/dom.js";
import { onTick, store } from "../lib/live.js";
import { LogBook } from "../lib/log.js";
import { RowWindow } from "../lib/rows.js";
import { LogSearch } from "./log-search.js";
import { LogTail } from "./log-tail.js";

/** A log in its frame, with search and end: it keeps what the panel keeps and draws only the rows that are seen. */
export class LogPane {
  book = new LogBook();
  #rows; #tail; #search; #isSeen;

  /** Draws before the next frame. */
  paint = perFrame(() => this.#draw());

  /**
   * @param {HTMLElement} view becomes the frame
   * @param {AbortSignal} signal ends its listeners
   * @param {() => string} name what the log is saved as
   * @param {() => boolean} isSeen whether it is worth to be drawn
   */
  constructor(view, signal, name, isSeen) {
    view.replaceChildren(...template("log-frame").children);
    this.#isSeen = isSeen;
    this.#rows = new RowWindow(view.querySelector("ol"), on => this.#follow(on), this.paint);
    this.#tail = new LogTail(view);
    this.#search = new LogSearch(view, this.#rows, () => this.#found(), signal);
    view.addEventListener("click", ({ target }) => this.#do(target.closest("[data-do]")?.dataset.do, name), { signal });
    const sized = new ResizeObserver(this.paint);
    sized.observe(view);
    signal.addEventListener("abort", () => sized.disconnect());
    onTick(() => { if (isSeen()) this.#tail.tell(this.book, store.now()); }, signal);
  }

  /** Another log begins. */
  begin() {
    this.book = new LogBook();
    this.#rows.reset();
    this.#follow(true);
  }

  #draw() {
    if (!this.#isSeen()) return;
    const { follows } = this.#tail;
    this.#rows.draw(this.book, follows);
    if (follows) this.#tail.seen(this.book);
    this.#tail.tell(this.book, store.now());
    this.#search.tell();
  }

  #do(what, name) {
    if (what === "follow") this.#follow(!this.#tail.follows);
    if (what === "save") download(`${name()}.log`, this.book.text());
  }

  /** A hit that is looked at stays in view: new lines wait below. */
  #found() {
    if (this.#rows.hits?.length) this.#follow(false);
    this.paint();
  }

  #follow(on) { if (this.#tail.follow(on, this.book)) this.paint(); }
}
