import { download, perFrame, template } from "../lib/dom.js";
import { followLog, onTick, store, unfollowLog } from "../lib/live.js";
import { LogBook } from "../lib/log.js";
import { RowWindow } from "../lib/rows.js";
import { seen } from "../lib/seen.js";
import { headings } from "../lib/stages.js";
import { Live } from "./base.js";
import { LogSearch } from "./log-search.js";
import { LogTail } from "./log-tail.js";

/** <log-view>: the log of the swap, live. It keeps what the panel keeps and draws only the rows that are seen. */
class LogView extends Live {
  #job = null;
  #book = new LogBook();
  #rows; #tail; #search;
  #paint = perFrame(() => this.#draw());

  build() {
    this.replaceChildren(...template("log-frame").children);
    this.#rows = new RowWindow(this.querySelector("ol"), on => this.#follow(on), this.#paint);
    const { signal } = this;
    this.#tail = new LogTail(this);
    this.#search = new LogSearch(this, this.#rows, () => this.#found(), signal);
    this.addEventListener("click", ({ target }) => this.#do(target.closest("[data-do]")?.dataset.do), { signal });
    const sized = new ResizeObserver(this.#paint);
    sized.observe(this);
    signal.addEventListener("abort", () => sized.disconnect());
    onTick(() => this.#tail.tell(this.#book, store.now()), signal);
    this.closest("details")?.addEventListener("toggle", () => this.tell(seen()), { signal });
  }

  leave() { unfollowLog(this); this.#job = null; }

  tell({ view: { swap } }) {
    if (!swap) return;
    if (this.closest("[hidden], details:not([open])")) { this.leave(); return; }
    if (swap.id !== this.#job) {
      this.#job = swap.id;
      this.#book = new LogBook();
      this.#rows.reset();
      this.#follow(true);
      followLog(swap.id, this);
    }
    this.#book.stages(headings(swap));
    this.#paint();
  }

  /* the stream's side */
  lines(from, lines) { this.#book.append(from, lines); this.#paint(); }
  gap(from, to) { this.#book.gap(from, to); this.#paint(); }

  #draw() {
    if (!this.isConnected) return;
    const { follows } = this.#tail;
    this.#rows.draw(this.#book, follows);
    if (follows) this.#tail.seen(this.#book);
    this.#tail.tell(this.#book, store.now());
    this.#search.tell();
  }

  #do(what) {
    if (what === "follow") this.#follow(!this.#tail.follows);
    if (what === "save") download(`${this.#job}.log`, this.#book.text());
  }

  /** A hit that is looked at stays in view: new lines wait below. */
  #found() {
    if (this.#rows.hits?.length) this.#follow(false);
    this.#paint();
  }

  #follow(on) { if (this.#tail.follow(on, this.#book)) this.#paint(); }
}

customElements.define("log-view", LogView);
