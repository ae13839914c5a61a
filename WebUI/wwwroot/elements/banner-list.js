import { el, icon, keyed, text } from "../lib/dom.js";
import { banners } from "../lib/banners.js";
import { Live } from "./base.js";

/** <banner-list>: what matters on every page, the worst first. */
class BannerList extends Live {
  get clock() { return true; }

  tell({ view, at }) {
    const found = banners(view, at);
    this.hidden = found.length === 0;
    keyed(this, found, ({ key }) => key, banner => this.#create(banner), update);
  }

  #create({ icon: name, action }) {
    return el("div", { class: "banner" }, icon(name), el("p", {}, el("strong"), " ", el("span")),
      action && el("button", { type: "button", "data-size": "s", onclick: () => this.#act(action.do) }, action.text));
  }

  #act(what) {
    if (what === "setup") location.hash = "#setup"; else this.ask(what);
  }
}

function update(node, { state, strong, text: words }) {
  if (state) node.dataset.state = state;
  text(node.querySelector("strong"), strong);
  text(node.querySelector("span"), words);
}

customElements.define("banner-list", BannerList);
