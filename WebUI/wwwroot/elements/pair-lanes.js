import { el, figures, keyed, text } from "../lib/dom.js";
import { drawing } from "../lib/lanes.js";
import { Most } from "../lib/most.js";
import { Live } from "./base.js";
import { frame } from "./lanes-frame.js";
import { drawAxis, drawJoint, drawNames } from "./lanes-parts.js";

/**
 * <pair-lanes>: the two Sparks, one above the other: memory at rest, time in a load (lib/lanes.js says what).
 * Says "caption" with the same in words, for the figure around it.
 */
class PairLanes extends Live {
  #most = new Most();

  get clock() { return true; }

  build() { this.append(...frame()); }

  leave() { this.replaceChildren(); }

  tell({ view, at }) {
    const now = drawing(view, at);
    const single = now.lanes.length === 1;
    this.#most.begin(now.id);
    this.dataset.state = now.state;
    this.toggleAttribute("data-single", single);
    [1, 2].forEach(n => this.#lane(n, now.lanes[n - 1]));
    drawNames(this.querySelector(".names"), now);
    this.#time(now);
    drawJoint(this.querySelectorAll(".joint path"), now.joint, single);
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
      figures(node, { at, size, of: lane.of, part: this.#most.of(`${n} ${id}`, fill ?? 0) });
    });
  }

  #time({ state, band, clock, axis, of }) {
    // Where it failed the line stands at the phase, which may lie before what the clock had come to.
    const going = value => state === "working" && clock !== null ? this.#most.of("clock", value) : value;
    this.querySelector(".band").hidden = band === null;
    this.querySelector(".clock").hidden = clock === null;
    if (band !== null) figures(this.querySelector(".band > i"), { from: band, of });
    if (clock !== null) figures(this.querySelector(".clock > i"), { now: going(clock), of });
    drawAxis(this.querySelector(".axis"), axis, axis && going(axis.nowAt), of);
  }
}

customElements.define("pair-lanes", PairLanes);
