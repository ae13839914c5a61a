import { file } from "../lib/api.js";
import { download, text } from "../lib/dom.js";
import { cards, headline } from "../lib/models.js";
import { freeWords } from "../lib/on-disk.js";
import { refusal } from "../lib/refusal.js";
import { Live, toast } from "./base.js";

/** <models-page>: what there is, what is arriving, whether it is on disk, and what the disks hold beside it. */
class ModelsPage extends Live {
  build() {
    this.addEventListener("click", ({ target }) => {
      const what = target.closest("[data-ask]")?.dataset.ask;
      if (what) this.ask(what);
      if (target.closest("[data-do=export]")) this.#export();
    }, { signal: this.signal });
  }

  tell({ view, at }) {
    text(this.querySelector("h1"), view.catalog ? headline(cards(view, at)) : "Models");
    text(this.querySelector(".lede"), freeWords(view));
  }

  async #export() {
    try {
      download("spark-control-models.yaml", await file("/api/models/export"));
    } catch (problem) { toast(refusal(problem)); }
  }
}

customElements.define("models-page", ModelsPage);
