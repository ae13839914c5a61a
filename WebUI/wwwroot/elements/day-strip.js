import { el, figures, keyed, text } from "../lib/dom.js";
import { day } from "../lib/day.js";
import { clock } from "../lib/format.js";
import { axis, strip } from "../lib/lane.js";
import { inWords } from "../lib/uptime.js";
import { watched } from "../lib/watched.js";
import { Live } from "./base.js";

/**
 * <day-strip>: the last 24 hours, a lane for each service: what was down, down as planned, unknown, and what apps have
 * reported. Says "caption" with the same in words.
 */
class DayStrip extends Live {
  build() {
    this.append(el("div", { class: "lanes" }),
      el("div", { class: "hours", "aria-hidden": "true" }, ...[0, 1, 2, 3, 4].map(() => el("span"))),
      el("p", { class: "note", hidden: true }));
  }

  leave() { this.replaceChildren(); }

  tell({ view, at: { now } }) {
    const { uptime, problem, reports } = day();
    const [lanes, hours, note] = this.children;
    const shown = (uptime === null ? [] : watched(view)).map(({ name, title, isDown }) => ({
      name, title, isDown, now, up: uptime.find(one => one.name === name),
      reports: reports.filter(one => one.service === name)
    })).filter(({ up }) => up?.buckets.length > 0);
    keyed(lanes, shown, ({ name }) => name, () => el("div", {}, el("span"), el("div", { class: "lane" })), fill);
    hours.hidden = shown.length === 0;
    if (shown.length > 0) this.#hours(hours.children, axis(shown[0].up.buckets, now));
    note.hidden = shown.length > 0 && !problem;
    text(note, problem ? `The day cannot be read now. ${problem}`
      : uptime === null ? "The day is being read." : "Nothing was watched yet.");
    this.dispatchEvent(new CustomEvent("caption", { bubbles: true, detail: shown.map(({ title, up, reports: said }) =>
      `${title}: ${inWords(up, said)}.`).join(" ") || note.textContent }));
  }

  #hours(marks, { begin, end }) {
    [...marks].forEach((mark, i) => text(mark, i === 4 ? "now" : clock(begin + (end - begin) * i / 4)));
  }
}

function fill(row, { title, up, reports, now, isDown }) {
  text(row.firstElementChild, title);
  keyed(row.lastElementChild, strip(up.buckets, reports, { now, isDown }), ({ key }) => key, () => el("i"),
    (node, { state, at, size }) => {
      node.dataset.state = state;
      figures(node, { at, size });
    });
}

customElements.define("day-strip", DayStrip);
