import { text, el, keyed } from "../lib/dom.js";
import { Live } from "./base.js";

/** <page-footer>: what runs here, as far as it is known. */
class PageFooter extends Live {
  tell({ view: { launcher, vllm, settings } }) {
    const words = [
      "SparkControl", launcher?.commit && `Launcher ${launcher.commit}`, vllm?.version && `vLLM ${vllm.version}`,
      settings?.demo && "Simulated Sparks", "All times are this browser's"
    ].filter(Boolean);
    keyed(this, words, word => word,
      word => word.startsWith("Launcher") ? el("a", { href: "#/update" }) : el("span"), text);
  }
}

customElements.define("page-footer", PageFooter);
