import { el, keyed, text } from "../lib/dom.js";
import { duration } from "../lib/format.js";
import { shownSwap } from "../lib/running.js";
import { layout, progressText, takesPart } from "../lib/stages.js";
import { Live } from "./base.js";

const WORDS = { done: "done: ", now: "now: ", next: "to come: ", broke: "failed: ", cancelled: "cancelled: ",
  skipped: "" };
const MARKS = { done: "done", now: "working", next: "queued", broke: "failed", cancelled: "off", skipped: "off" };

/** <phase-list>: the phases of the swap in words and figures; what a screen reader gets for the drawing. */
class PhaseList extends Live {
  get clock() { return true; }

  build() {
    const head = el("thead", {}, el("tr", {},
      ...["Phase", "Took", "Usual"].map(name => el("th", { scope: "col" }, name))));
    const foot = el("tfoot", {}, el("tr", {}, el("th", { scope: "row" }, "In all"), el("td"), el("td")));
    this.append(el("table", {}, head, el("tbody"), foot));
  }

  leave() { this.replaceChildren(); }

  tell({ view, at }) {
    const swap = shownSwap(view, at.closed);
    if (!swap) return;
    const { blocks, elapsedMs } = layout(swap, at.now);
    const shown = swap.kind === "stop" ? blocks.filter(({ id }) => id === "preflight" || id === "stopping") : blocks;
    keyed(this.querySelector("tbody"), shown, ({ id }) => id,
      () => el("tr", {}, el("th", { scope: "row" }, el("state-mark", { "aria-hidden": "true" }),
        el("span", { class: "visually-hidden" }), el("span")), el("td"), el("td")), (row, block) => {
        row.dataset.state = block.state;
        row.querySelector("state-mark").dataset.state = MARKS[block.state];
        const [said, name] = row.querySelectorAll("th > span");
        text(said, WORDS[block.state]);
        text(name, words(block, swap));
        text(row.children[1], block.state === "skipped" ? "not needed" : block.tookMs === null ? ""
          : duration(block.tookMs));
        text(row.children[2], block.usualMs === null ? "" : duration(block.usualMs));
      });
    const foot = this.querySelector("tfoot tr");
    text(foot.children[1], duration(elapsedMs));
    text(foot.children[2], swap.usual ? duration(swap.usual.p50_ms) : "unknown");
  }
}

function words({ id, name, state }, swap) {
  if (id === "stopping") return swap.replaces ? `Stop ${swap.replaces}, memory back` : "Stop, memory back";
  if (id === "launching") return takesPart(swap, "spark2") ? "Launch on both Sparks" : "Launch on Spark 1";
  if (id === "serve") return "Serve, one real answer";
  if (state !== "now") return name;
  const sum = swap.nodes.filter(({ total }) => total != null);
  if (sum.length === 0) return [name, progressText(swap.nodes[0])].filter(Boolean).join(", ");
  const all = field => sum.reduce((before, node) => before + (node[field] ?? 0), 0);
  return `${name}, ${all("done")} of ${all("total")} ${sum[0].unit ?? ""}`;
}

customElements.define("phase-list", PhaseList);
