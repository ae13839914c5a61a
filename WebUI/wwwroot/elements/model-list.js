import { modelsAnswer } from "../lib/answers.js";
import { attribute, el, keyed, template, text, when } from "../lib/dom.js";
import { cards } from "../lib/models.js";
import { Live } from "./base.js";
import { actNode, fillAct, linkNode } from "./card-acts.js";

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
    text(part("warning"), card.warning ?? "");
    text(part("fit"), detailed && card.fit || "");
    when(part("why"), [card.why, card.whyAt], () => card.why ? [el("span", { class: "why" },
      card.whyAt ? `Failed ${card.whyAt}: ` : "The last load failed: "), card.why] : []);
    text(node.querySelector(".time b"), card.time[0]);
    text(node.querySelector(".time span"), card.time[1]);
    this.#act(node.querySelector(".act"), card, detailed);
  }

  /** A button stays the same node whatever it does next: it may have the focus, and so may the pencil beside it. */
  #act(act, { key, name, action, isLoading }, detailed) {
    const held = act.contains(document.activeElement);
    const items = [detailed && "settings", isLoading ? "watch" : action && "act"].filter(Boolean);
    keyed(act, items, what => what,
      what => what === "act" ? actNode(button => this.#press(button)) : linkNode(what, key), (node, what) => {
        if (what === "act") fillAct(node, { key, name, ...action });
        if (what === "settings") attribute(node, "aria-label", `Settings of ${name}`);
      });
    if (held && !act.contains(document.activeElement)) act.lastElementChild?.focus();
  }

  #press(button) {
    const { what, model } = button.dataset;
    if (button.getAttribute("aria-disabled") === null) this.ask(what === "download" ? "bring" : "switch", { model });
  }
}

customElements.define("model-list", ModelList);
