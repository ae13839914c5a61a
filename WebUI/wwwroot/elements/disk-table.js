import { diskAnswer } from "../lib/answers.js";
import { freeable, freed, readAt, rows } from "../lib/disk.js";
import { attribute, el, icon, keyed, text, when } from "../lib/dom.js";
import { size } from "../lib/format.js";
import { Live } from "./base.js";

const NODES = ["spark1", "spark2"];

/** <disk-table>: all weights on the Sparks, catalogued or not, and what deleting them would free. */
class DiskTable extends Live {
  get clock() { return true; }

  tell({ view, at }) {
    const { value, problem } = diskAnswer.look();
    const part = name => this.querySelector(`[data-part=${name}]`);
    const found = value ? rows(value, view, at.now) : [];
    const single = Boolean(view.settings && !view.settings.spark2);
    part("second").hidden = single;
    text(part("read"), value ? [freeable(value), readAt(value, at.now)].filter(Boolean).join("; ") : "not read yet");
    keyed(this.querySelector("tbody"), found, ({ weights }) => weights, () => this.#row(),
      (node, row) => this.#fill(node, row, value, single));
    this.querySelector(".scroll-x").hidden = found.length === 0;
    text(part("empty"), value ? "No weights are on the disks."
      : problem && at.open ? `What is on the disks cannot be told: ${problem.message}` : "The disks are being read.");
    part("empty").hidden = found.length > 0;
    const news = freed(view, at.now);
    when(part("news"), news, () => news && el("state-mark", { "data-state": news.state }, news.words));
  }

  #row() {
    return el("tr", {}, el("th", { scope: "row" }, el("span"), el("code")), el("td", { class: "num" }),
      el("td", { class: "num" }), el("td", { class: "num wide" }), el("td", { class: "num" }));
  }

  #fill(node, { weights, title, isNamed, cells, last, act }, { weights: all }, single) {
    const [name, first, second, loadedAt, button] = node.children;
    text(name.firstElementChild, isNamed ? title : "");
    text(name.lastElementChild, weights);
    [first, second].forEach((cell, i) => {
      text(cell, cells[NODES[i]] ?? "unknown");
      attribute(cell, "class", cells[NODES[i]] === null ? "num unknown" : "num");
    });
    second.hidden = single;
    text(loadedAt, last);
    const { loaded } = all.find(one => one.weights === weights);
    when(button, [act, loaded], () => el("button", { type: "button", "data-size": "s", "data-kind": "quiet",
      disabled: act.disabled,
      "aria-label": `${act.text}${act.bytes === null ? "" : ` ${size(act.bytes)}`}: ${title}`,
      onclick: () => this.ask("weights", { weights, bytes: act.bytes, isLoaded: loaded ?? null }) },
      !act.disabled && icon("trash"), act.text,
      act.bytes !== null && el("span", { class: "wide" }, ` ${size(act.bytes)}`)));
  }
}

customElements.define("disk-table", DiskTable);
