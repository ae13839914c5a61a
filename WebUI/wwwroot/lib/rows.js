import { anchor, placeOf } from "./anchor.js";
import { figures } from "./dom.js";
import { Finder } from "./finder.js";
import { Heights } from "./heights.js";
import { fill, make } from "./row-nodes.js";
import { RowSize } from "./row-size.js";

const OVERSCAN = 400; // px drawn beyond what is seen

/** A window on many rows of unlike height: only what is seen is in the page, two spacers stand for the rest. */
export class RowWindow {
  #list; #follow; #paint; #size;
  #nodes = new Map(); #heights = new Heights(); #finder = new Finder();
  #rows = []; #shown = []; #last = 0; #target = null; #look = null;

  /**
   * @param {HTMLElement} list
   * @param {(on: boolean) => void} follow told when a person leaves the end or comes back
   * @param {() => void} paint asks for a draw before the next frame
   */
  constructor(list, follow, paint) {
    [this.#list, this.#follow, this.#paint, this.#size] = [list, follow, paint, new RowSize(list)];
    list.addEventListener("scroll", () => this.#scrolled(), { passive: true });
  }

  /** The rows that the search finds, null without a search; and which of them is looked at. */
  get hits() { return this.#finder.hits; }
  get at() { return this.#finder.at; }

  reset() {
    this.#nodes.clear();
    this.#list.replaceChildren();
    this.#rows = [];
    this.#shown = [];
    this.#last = 0;
    this.#look = null;
  }

  search(query) {
    this.#finder.ask(query, this.#rows);
    this.jump(1);
  }

  jump(step) { this.#target = this.#finder.step(step) ?? this.#target; }

  /** @param {import("./log.js").LogBook} book */
  draw(book, following) {
    const { from } = book.take();
    const rows = this.#rows = book.rows;
    const resized = this.#size.refit();
    this.#finder.look(rows, from);
    const look = [this.#finder.query, this.at, following, this.#list.scrollTop].join();
    if (from >= rows.length && !resized && !this.#target && look === this.#look) return;

    const near = following ? [] : anchor(this.#shown, this.#heights, this.#list.scrollTop);
    const place = () => placeOf(near, rows, this.#heights) ?? this.#list.scrollTop;
    this.#heights.update(rows, resized ? 0 : from, row => this.#size.of(row));
    const view = this.#list.clientHeight;
    const top = this.#top(rows, following, place(), view);
    const start = this.#heights.at(top - OVERSCAN);
    const end = Math.min(rows.length, this.#heights.at(top + view + OVERSCAN) + 1);
    this.#patch(rows.slice(start, end));
    this.#heights.update(rows, start, row => this.#size.of(row));
    figures(this.#list, { above: `${this.#heights.top(start)}px`,
      below: `${this.#heights.total - this.#heights.top(end)}px` });
    this.#scroll(following, this.#target ? top : place());
    this.#shown = rows.slice();
    this.#look = [this.#finder.query, this.at, following, this.#last].join();
  }

  #top(rows, following, present, view) {
    if (this.#target) return this.#heights.top(rows.indexOf(this.#target)) - view / 2;
    return following ? Math.max(0, this.#heights.total - view) : present;
  }

  /** A reader who scrolled back goes on reading the same line, whatever was measured anew above it. */
  #scroll(following, top) {
    if (following && !this.#target) this.#list.scrollTop = this.#list.scrollHeight;
    else if (Math.abs(top - this.#list.scrollTop) >= 1) this.#list.scrollTop = top;
    if (this.#target) this.#nodes.get(this.#target)?.scrollIntoView({ block: "nearest" });
    this.#target = null;
    this.#last = this.#list.scrollTop;
  }

  #patch(rows) {
    const { query, looked } = this.#finder;
    const keep = new Set(rows);
    for (const [row, node] of this.#nodes) if (!keep.has(row)) { node.remove(); this.#nodes.delete(row); }
    let at = this.#list.firstElementChild;
    for (const row of rows) {
      let node = this.#nodes.get(row);
      if (!node) this.#nodes.set(row, node = make(row));
      if (node === at) at = at.nextElementSibling; else this.#list.insertBefore(node, at);
      const look = `${row.rev} ${query} ${row === looked}`;
      if (node.dataset.look !== look) {
        node.dataset.look = look;
        fill(node, row, query, row === looked);
      }
    }
    for (const [row, node] of this.#nodes) this.#size.measure(row, node);
  }

  #scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.#list;
    const moved = scrollTop - this.#last;
    const atEnd = scrollHeight - scrollTop - clientHeight < 4;
    if (moved < -2 && !atEnd) this.#follow(false);
    else if (moved > 2 && atEnd) this.#follow(true);
    if (Math.abs(moved) > OVERSCAN / 2) this.#paint();
  }
}
