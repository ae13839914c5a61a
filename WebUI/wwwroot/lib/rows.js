import { el, figures, text } from "./dom.js";

const OVERSCAN = 400; // px drawn beyond what is seen
const CHARACTER = 0.6; // of the font's size, for a first guess of how often a line wraps

/** A window on many rows of unlike height: only what is seen is in the page, two spacers stand for the rest. */
export class RowWindow {
  #list; #follow; #nodes = new Map(); #heights = new WeakMap();
  #rows = []; #last = 0; #line = 20; #columns = 80; #width = 0; #query = ""; #target = null;

  /** The rows that the search finds, null without a search; and which of them is looked at. */
  hits = null;
  at = -1;

  /** @param {HTMLElement} list @param {() => (on: boolean) => void} follow told when a person leaves the end or comes back */
  constructor(list, follow) {
    this.#list = list;
    this.#follow = follow();
    list.addEventListener("scroll", () => this.#scrolled(), { passive: true });
  }

  reset() {
    this.#nodes.clear();
    this.#list.replaceChildren();
    this.#rows = [];
    this.#last = 0;
  }

  search(query) {
    this.#query = query.trim().toLowerCase();
    this.at = -1;
    this.#find();
    if (this.hits?.length) this.jump(1);
  }

  jump(step) {
    if (!this.hits?.length) return;
    this.at = (this.at + step + this.hits.length) % this.hits.length;
    this.#target = this.hits[this.at];
  }

  /** @param {import("./log.js").Row[]} rows @param {object[]} dropped rows that left at the front since the last time */
  draw(rows, dropped, following) {
    this.#rows = rows;
    this.#measure();
    if (this.#query) this.#find();
    const heights = rows.map(row => this.#height(row));
    const total = heights.reduce((all, height) => all + height, 0);
    const view = this.#list.clientHeight;
    let top = following ? Math.max(0, total - view)
      : this.#list.scrollTop - dropped.reduce((all, row) => all + this.#height(row), 0);
    if (this.#target) {
      const index = rows.indexOf(this.#target);
      top = heights.slice(0, index).reduce((all, height) => all + height, 0) - view / 2;
    }

    let [start, above] = [0, 0];
    while (start < rows.length && above + heights[start] < top - OVERSCAN) above += heights[start++];
    let [end, drawn] = [start, 0];
    while (end < rows.length && above + drawn < top + view + OVERSCAN) drawn += heights[end++];
    figures(this.#list, { above: `${above}px`, below: `${Math.max(0, total - above - drawn)}px` });
    this.#patch(rows.slice(start, end));

    if (following) this.#list.scrollTop = this.#list.scrollHeight;
    else if (this.#target || dropped.length) this.#list.scrollTop = top;
    if (this.#target) {
      this.#nodes.get(this.#target)?.scrollIntoView({ block: "nearest" });
      this.#target = null;
    }
    this.#last = this.#list.scrollTop;
  }

  #patch(rows) {
    const keep = new Set(rows);
    for (const [row, node] of this.#nodes) if (!keep.has(row)) { node.remove(); this.#nodes.delete(row); }
    let at = this.#list.firstElementChild;
    for (const row of rows) {
      let node = this.#nodes.get(row);
      if (!node) this.#nodes.set(row, node = make(row));
      if (node === at) at = at.nextElementSibling; else this.#list.insertBefore(node, at);
      const look = `${row.rev} ${this.#query} ${row === this.hits?.[this.at]}`;
      if (node.dataset.look !== look) {
        node.dataset.look = look;
        fill(node, row, this.#query, row === this.hits?.[this.at]);
      }
    }
    for (const [row, node] of this.#nodes) this.#heights.set(row, node.offsetHeight);
  }

  #find() {
    const looked = this.hits?.[this.at];
    this.hits = this.#query ? this.#rows.filter(row => row.kind === "line"
      && row.text.toLowerCase().includes(this.#query)) : null;
    if (looked) this.at = this.hits?.indexOf(looked) ?? -1;
  }

  #measure() {
    if (this.#list.clientWidth === this.#width) return;
    this.#width = this.#list.clientWidth;
    this.#heights = new WeakMap();
    const size = parseFloat(getComputedStyle(this.#list).fontSize);
    this.#line = size * 1.6;
    this.#columns = Math.max(20, Math.floor((this.#width - 90) / (size * CHARACTER)));
  }

  #height(row) {
    return this.#heights.get(row)
      ?? (row.kind === "phase" ? 30 : this.#line * Math.max(1, Math.ceil(row.text.length / this.#columns)));
  }

  #scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.#list;
    const atEnd = scrollHeight - scrollTop - clientHeight < 4;
    if (scrollTop < this.#last - 2 && !atEnd) this.#follow(false);
    else if (scrollTop > this.#last + 2 && atEnd) this.#follow(true);
    else if (Math.abs(scrollTop - this.#last) > OVERSCAN / 2) requestAnimationFrame(() =>
      this.draw(this.#rows, [], false));
  }
}

function make({ kind, node, n, level }) {
  if (kind === "line") {
    return el("li", { "data-level": level }, el("span", {}, String(n)),
      el("span", {}, { spark1: "1", spark2: "2" }[node] ?? "·"), el("span"));
  }
  return el("li", { "data-kind": kind === "phase" ? "phase" : kind === "gap" ? "gap" : "gloss" }, el("span"));
}

function fill(node, row, query, looked) {
  if (row.kind === "line") text(node.firstElementChild, String(row.n));
  node.toggleAttribute("data-hit", looked);
  node.lastElementChild.replaceChildren(...(query && row.kind === "line" ? marked(row.text, query) : [row.text]));
}

/** The text with every hit in a <mark>. */
function marked(words, query) {
  const parts = [];
  const small = words.toLowerCase();
  let at = 0;
  for (let hit = small.indexOf(query); hit >= 0; hit = small.indexOf(query, at)) {
    parts.push(words.slice(at, hit), el("mark", {}, words.slice(hit, hit + query.length)));
    at = hit + query.length;
  }
  return [...parts, words.slice(at)];
}
