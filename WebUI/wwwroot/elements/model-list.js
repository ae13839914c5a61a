import { modelsAnswer } from "../lib/answers.js";
import { attribute, el, icon, keyed, template, text, when } from "../lib/dom.js";
import { cards } from "../lib/models.js";
import { modelAddress } from "../lib/route.js";
import { Live } from "./base.js";

/** <model-list>: the catalog as cards; with data-detailed also what was changed, how it fits, and the editor. */
class ModelList extends Live {
  build() { this.append(el("ul", { class: "model-list", role: "list" }), el("p", { class: "empty", hidden: true })); }
  leave() { this.replaceChildren(); }

  tell({ view, at }) {
    const [rows, empty] = this.children;
    const detailed = "detailed" in this.dataset;
    const found = cards(view, at, detailed ? modelsAnswer.look().value : null);
    keyed(rows, found, ({ key }) => key, () => template("model-card"), (row, card) => this.#show(row, card, detailed));
    empty.hidden = found.length > 0;
    text(empty, at.known ? view.catalog ? "The catalog is empty." : "The catalog is not known yet."
      : "The catalog is being read.");
  }

  #show(row, card, detailed) {
    const node = row.firstElementChild;
    const part = name => node.querySelector(`[data-part=${name}]`);
    node.dataset.state = card.state;
    const mark = node.querySelector("pair-mark");
    attribute(mark, "data-state", card.state === "unknown" ? "disk" : card.state);
    attribute(mark, "data-spark1", card.marks.spark1);
    attribute(mark, "data-spark2", card.marks.spark2);
    text(node.querySelector("h3 > span"), card.name);
    text(node.querySelector(".tag"), card.nodes);
    part("weights").hidden = !detailed;
    text(node.querySelector("code"), card.weights);
    const where = [card.where, detailed && card.changed].filter(Boolean).join("; ");
    text(part("where"), where);
    part("where").hidden = !where;
    part("where").id = `where-${card.key}`;
    text(part("fit"), detailed && card.fit || "");
    when(part("why"), [card.why, card.whyAt], () => card.why ? [el("span", { class: "why" },
      card.whyAt ? `Failed ${card.whyAt}: ` : "The last load failed: "), card.why] : []);
    text(node.querySelector(".time b"), card.time[0]);
    text(node.querySelector(".time span"), card.time[1]);
    this.#act(node.querySelector(".act"), card, detailed);
  }

  #act(act, { key, name, action, isLoading }, detailed) {
    when(act, [action, name, isLoading, detailed], () => [
      detailed && el("a", { class: "button", "data-kind": "icon", href: modelAddress(key),
        "aria-label": `Settings of ${name}` }, icon("pencil")),
      isLoading ? el("a", { class: "button", "data-kind": "quiet", href: "#home" }, "Watch") : action && el("button", {
        type: "button", "data-kind": action.quiet ? "quiet" : undefined, disabled: action.disabled,
        "aria-describedby": `where-${key}`, "aria-label": `${action.text}: ${name}`,
        onclick: () => this.ask(action.do === "download" ? "bring" : "switch", { model: key })
      }, action.icon && icon(action.icon), words(action))
    ]);
  }
}

const words = ({ text: all, short }) => all === short ? all
  : el("span", {}, short, el("span", { class: "wide" }, all.slice(short.length)));

customElements.define("model-list", ModelList);
