import { text } from "../lib/dom.js";
import { cards, headline } from "../lib/models.js";
import { freeWords } from "../lib/on-disk.js";
import { Live } from "./base.js";

/** <models-page>: what there is, what is arriving, whether it is on disk, and what the disks hold beside it. */
class ModelsPage extends Live {
  build() {
    this.addEventListener("click", ({ target }) => {
      const what = target.closest("[data-ask]")?.dataset.ask;
      if (what) this.ask(what);
    }, { signal: this.signal });
  }

  tell({ view, at }) {
    text(this.querySelector("h1"), view.catalog ? headline(cards(view, at)) : "Models");
    text(this.querySelector(".lede"), freeWords(view));
  }
}

customElements.define("models-page", ModelsPage);
