import { el, keyed, text } from "../lib/dom.js";
import { ago, list, nodeName, plural, size } from "../lib/format.js";
import { cards, headline, weightsOf } from "../lib/models.js";
import { Live } from "./base.js";

/** <models-page>: what there is, whether it is on disk, and what the disks hold beside it. */
class ModelsPage extends Live {
  tell({ view, at }) {
    const found = cards(view, at);
    text(this.querySelector("h1"), view.catalog ? headline(found) : "Models");
    text(this.querySelector(".lede"), free(view));
    this.#disk(view, at.now);
  }

  #disk({ disk, catalog, settings }, now) {
    const read = Object.entries(disk?.nodes ?? {}).map(([name, { at }]) => `${nodeName(name)} read ${ago(at, now)}`);
    text(this.querySelector('[data-part="read"]'), read.length ? list(read) : "not read yet");
    const names = new Map((catalog?.models ?? []).map(model => [weightsOf(model), model.name]));
    const nodes = Object.values(disk?.nodes ?? {});
    const all = [...new Set([...names.keys(), ...nodes.flatMap(({ weights }) => Object.keys(weights))])]
      .filter(weights => nodes.some(node => node.weights[weights]));
    keyed(this.querySelector("tbody"), all, weights => weights,
      () => el("tr", {}, el("th", { scope: "row" }), el("td", { class: "num" }), el("td", { class: "num" })),
      (row, weights) => {
      text(row.children[0], names.get(weights) ?? weights);
      ["spark1", "spark2"].forEach((name, i) =>
        text(row.children[i + 1], cell(disk.nodes[name], weights, settings?.[name])));
    });
  }
}

function cell(node, weights, configured) {
  if (!node) return configured ? "unknown" : "";
  const found = node.weights[weights];
  return !found ? "none" : found.complete ? size(found.bytes) : `${size(found.bytes)}, unfinished`;
}

function free({ disk, catalog }) {
  const words = Object.entries(disk?.nodes ?? {}).filter(([, node]) => node.free_bytes != null)
    .map(([name, node]) => `${nodeName(name)} has ${size(node.free_bytes)} free`);
  const skipped = catalog?.skipped?.length
    ? ` ${plural(catalog.skipped.length, "entry", "entries")} of yours cannot be used.` : "";
  return `${words.length ? `${list(words)}.` : "What is on the disks is not known yet."}${skipped}`;
}

customElements.define("models-page", ModelsPage);
