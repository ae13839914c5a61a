import { el, figures, keyed, text } from "../lib/dom.js";
import { drawing } from "../lib/lanes.js";
import { Live } from "./base.js";
import { frame } from "./lanes-frame.js";

/**
 * <pair-lanes>: the two Sparks, one above the other: memory at rest, time in a load (lib/lanes.js says what).
 * Says "caption" with the same in words, for the figure around it.
 */
class PairLanes extends Live {
  #swap = null;
  #most = new Map();

  get clock() { return true; }

  build() { this.append(...frame()); }

  leave() { this.replaceChildren(); }

  tell({ view, at }) {
    const now = drawing(view, at);
    if (now.id !== this.#swap) { this.#swap = now.id; this.#most.clear(); }
    this.dataset.state = now.state;
    this.toggleAttribute("data-single", now.lanes.length === 1);
    [1, 2].forEach(n => this.#lane(n, now.lanes[n - 1]));
    this.#names(now);
    this.#time(now);
    this.querySelectorAll(".joint path").forEach((path, i) => {
      const state = now.lanes.length === 1 && i === 1 ? "free" : now.joint[now.lanes.length === 1 && i === 2 ? 1 : i];
      if (state) path.dataset.state = state; else delete path.dataset.state;
    });
    const mouth = this.querySelector(".mouth > span");
    text(mouth.children[0], now.mouth[0]);
    text(mouth.children[1], now.mouth[1]);
    this.dispatchEvent(new CustomEvent("caption", { bubbles: true, detail: now.caption }));
  }

  #lane(n, lane) {
    const who = this.querySelector(`.who[data-node="${n}"]`), row = this.querySelector(`.lane[data-node="${n}"]`);
    who.hidden = row.hidden = !lane;
    if (!lane) return;
    text(who.children[0], lane.title);
    text(who.children[1], lane.note);
    row.toggleAttribute("data-old", Boolean(lane.old));
    if (lane.state) row.dataset.state = lane.state; else delete row.dataset.state;
    keyed(row, lane.pieces, piece => piece.id ? `time ${piece.id}` : `memory ${piece.part}`, () => el("i"),
      (node, { id, part, state, at, size, fill }) => {
      if (part) node.dataset.part = part;
      if (state) node.dataset.state = state;
      node.toggleAttribute("data-uncounted", fill === null);
      figures(node, { at, size, of: lane.of, part: this.#never(`${n} ${id}`, fill ?? 0) });
    });
  }

  #names({ names, of }) {
    keyed(this.querySelector(".names"), names, ({ text: name }) => name,
      ({ figure }) => el("li", {}, el("span", {}, new Text(), figure !== undefined && el("i"))),
      (node, { text: name, figure, at, size, state, line }) => {
      text(node.firstElementChild.firstChild, figure === undefined ? name : `${name} `);
      if (figure !== undefined) text(node.querySelector("i"), figure);
      node.classList.toggle("barline", Boolean(line));
      if (state) node.dataset.state = state;
      figures(node, { at, size, of });
    });
  }

  #time({ state, band, clock, axis, of }) {
    // Where it failed the line stands at the phase, which may lie before what the clock had come to.
    const going = value => state === "working" && clock !== null ? this.#never("clock", value) : value;
    this.querySelector(".band").hidden = band === null;
    this.querySelector(".clock").hidden = clock === null;
    this.querySelector(".axis").hidden = axis === null;
    if (band !== null) figures(this.querySelector(".band > i"), { from: band, of });
    if (clock !== null) figures(this.querySelector(".clock > i"), { now: going(clock), of });
    if (axis === null) return;
    const [from, now, end] = this.querySelector(".axis").children;
    text(from, axis.from);
    figures(from, { at: 0, of });
    text(now, axis.now);
    now.hidden = axis.still;
    figures(now, { at: going(axis.nowAt), of });
    text(end, axis.end ?? "");
    end.hidden = !axis.end;
  }

  /** Fill and clock never go back within a load. */
  #never(what, value) {
    if (this.#swap === null) return value;
    const most = Math.max(this.#most.get(what) ?? 0, value);
    this.#most.set(what, most);
    return most;
  }
}

customElements.define("pair-lanes", PairLanes);
