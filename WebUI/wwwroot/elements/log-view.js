import { el, icon, perFrame, template, text } from "../lib/dom.js";
import { ago, count, duration, plural } from "../lib/format.js";
import { followLog, onTick, store, unfollowLog } from "../lib/live.js";
import { LogBook } from "../lib/log.js";
import { RowWindow } from "../lib/rows.js";
import { seen } from "../lib/seen.js";
import { begun, stageName } from "../lib/stages.js";
import { Live } from "./base.js";

/** <log-view>: the log of the swap, live. It keeps what the panel keeps and draws only the rows that are seen. */
class LogView extends Live {
  #job = null;
  #book = new LogBook();
  #rows;
  #seenNext = 0;
  #paint = perFrame(() => this.#draw());

  build() {
    this.replaceChildren(...template("log-frame").children);
    this.#rows = new RowWindow(this.querySelector("ol"), on => this.#follow(on), this.#paint);
    const { signal } = this;
    this.addEventListener("click", ({ target }) => this.#do(target.closest("[data-do]")?.dataset.do), { signal });
    const search = this.querySelector("input");
    search.addEventListener("input", () => this.#search(search.value), { signal });
    search.addEventListener("keydown",
      event => { if (event.key === "Enter") this.#jump(event.shiftKey ? -1 : 1); }, { signal });
    const sized = new ResizeObserver(this.#paint);
    sized.observe(this);
    signal.addEventListener("abort", () => sized.disconnect());
    onTick(() => this.#tellNewest(), signal);
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
    const start = Date.parse(swap.requested_at);
    this.#book.stages(begun(swap).map(({ id, at, line }) =>
      ({ id, at, line, text: `${stageName(id)} · ${duration(at - start)}` })));
    this.#paint();
  }

  /* the stream's side */
  lines(from, lines) { this.#book.append(from, lines); this.#paint(); }
  gap(from, to) { this.#book.gap(from, to); this.#paint(); }

  get #follows() { return this.querySelector("[data-do=follow]").getAttribute("aria-pressed") === "true"; }

  #draw() {
    if (!this.isConnected) return;
    this.#rows.draw(this.#book, this.#follows);
    if (this.#follows) this.#seenNext = this.#book.next;
    this.#tellNewest();
    const hits = this.querySelector(".hits");
    hits.hidden = this.#rows.hits === null;
    if (!hits.hidden) text(hits.querySelector("output"), this.#rows.hits.length
      ? `${count(this.#rows.at + 1)} of ${count(this.#rows.hits.length)}` : "no hit");
  }

  #tellNewest() {
    const { next, newestAt } = this.#book;
    const below = next - this.#seenNext;
    const isAtEnd = this.#follows || below === 0;
    const newest = isAtEnd ? `the newest ${age(newestAt, store.now())}` : `${count(below)} new below`;
    text(this.querySelector("footer span"), next === 1 ? "No line yet" : `${plural(next - 1, "line")}, ${newest}`);
  }

  #do(what) {
    if (what === "follow") this.#follow(!this.#follows);
    if (what === "up") this.#jump(-1);
    if (what === "down") this.#jump(1);
    if (what === "save") this.#save();
  }

  /** A hit that is looked at stays in view: new lines wait below. */
  #search(query) {
    this.#rows.search(query);
    if (this.#rows.hits?.length) this.#follow(false);
    this.#paint();
  }

  #jump(step) {
    if (!this.#rows.hits?.length) return;
    this.#follow(false);
    this.#rows.jump(step);
    this.#paint();
  }

  #follow(on) {
    const button = this.querySelector("[data-do=follow]");
    if (this.#follows === on) return;
    if (!on) this.#seenNext = this.#book.next;
    button.setAttribute("aria-pressed", String(on));
    button.replaceChildren(icon(on ? "tail" : "down"), on ? "Follow" : "Follow again");
    this.#paint();
  }

  #save() {
    const url = URL.createObjectURL(new Blob([this.#book.text()], { type: "text/plain" }));
    el("a", { href: url, download: `${this.#job}.log` }).click();
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
  }
}

const age = (at, now) => now - at < 60_000 ? `${Math.max(0, Math.floor((now - at) / 1000))} s ago` : ago(at, now);

customElements.define("log-view", LogView);
