import { attribute, el, icon, keyed, template, text, when } from "../lib/dom.js";
import { cards } from "../lib/models.js";
import { Live } from "./base.js";

/** <model-list>: the catalog as cards; with data-detailed each opens to its settings and its exact command. */
class ModelList extends Live {
  build() { this.append(el("ul", { class: "model-list", role: "list" }), el("p", { class: "empty", hidden: true })); }
  leave() { this.replaceChildren(); }

  tell({ view, at }) {
    const [rows, empty] = this.children;
    const found = cards(view, at);
    const detailed = "detailed" in this.dataset;
    keyed(rows, found, ({ key }) => key, () => template("model-card"), (row, card) => this.#show(row, card, detailed));
    empty.hidden = found.length > 0;
    text(empty, at.known ? view.catalog ? "The catalog is empty." : "The catalog is not known yet."
      : "The catalog is being read.");
  }

  #show(row, card, detailed) {
    const node = row.firstElementChild;
    const where = node.querySelector('[data-part="where"]');
    node.dataset.state = card.state;
    const mark = node.querySelector("pair-mark");
    attribute(mark, "data-state", card.state === "unknown" ? "disk" : card.state);
    attribute(mark, "data-spark1", card.marks.spark1);
    attribute(mark, "data-spark2", card.marks.spark2);
    text(node.querySelector("h3 > span"), card.name);
    text(node.querySelector(".tag"), card.nodes);
    node.querySelector('[data-part="weights"]').hidden = !detailed;
    text(node.querySelector("code"), card.weights);
    text(where, card.where);
    where.hidden = !card.where;
    where.id = `where-${card.key}`;
    when(node.querySelector('[data-part="why"]'), card.why, () => card.why
      ? [el("span", { class: "why" }, "The last load failed: "), card.why] : []);
    text(node.querySelector(".time b"), card.time[0]);
    text(node.querySelector(".time span"), card.time[1]);
    this.#action(node.querySelector(".act"), card);
    if (detailed) this.#details(row, card);
  }

  #action(act, { key, name, action, state }) {
    when(act, [action, name, state === "working"], () => {
      if (state === "working") return el("a", { class: "button", "data-kind": "quiet", href: "#home" }, "Watch");
      if (!action) return [];
      return el("button", {
        type: "button", "data-kind": action.quiet ? "quiet" : undefined, disabled: action.disabled,
        "aria-describedby": `where-${key}`, "aria-label": `${action.text}: ${name}`,
        onclick: () => this.ask("switch", { model: key })
      }, action.text === action.short ? action.text
        : el("span", {}, action.short, el("span", { class: "wide" }, action.text.slice(action.short.length))));
    });
  }

  #details(row, { key }) {
    if (row.querySelector("details")) return;
    row.append(el("details", { class: "fold" }, el("summary", {}, icon("chevron"), "Settings and the exact command"),
      el("model-details", { "data-model": key })));
  }
}

customElements.define("model-list", ModelList);
