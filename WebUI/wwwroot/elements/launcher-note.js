import { behindWords } from "../lib/commits.js";
import { el, text } from "../lib/dom.js";
import { list, nodeName } from "../lib/format.js";
import { Live } from "./base.js";

/** <launcher-note>: which launcher and image the next load will run, and what its upstream has beside. */
class LauncherNote extends Live {
  build() {
    this.append(el("section", { "aria-labelledby": "launcher-head" },
      el("div", { class: "section-head" }, el("h2", { id: "launcher-head" }, "Launcher"), el("small")), el("p"),
      el("p", { "data-part": "behind" }, el("span"), " ", el("a", { href: "#/update" }))));
  }

  leave() { this.replaceChildren(); }

  tell({ view: { launcher, settings, upstream } }) {
    this.hidden = !launcher;
    if (!launcher) return;
    text(this.querySelector("small"), launcher.commit ? `at ${launcher.commit}` : "");
    text(this.querySelector("section > p"), words(launcher, settings));
    const behind = behindWords(upstream);
    text(this.querySelector("[data-part=behind] span"), behind ?? "");
    text(this.querySelector("[data-part=behind] a"), !behind ? "Updates" : upstream.problem ? "What to do"
      : "Read them first");
  }
}

function words({ present, images, capabilities }, settings) {
  if (present === null || present === undefined) return "Unknown: Spark 1 could not be asked.";
  if (!present)
    return `It is not at ${settings?.launcher_dir ?? "its place"} on Spark 1; nothing can be loaded without it.`;
  const missing = Object.entries(images ?? {}).filter(([, id]) => id === null).map(([name]) => nodeName(name));
  const ids = [...new Set(Object.values(images ?? {}).filter(Boolean))];
  if (missing.length) return `The image ${settings?.vllm_image ?? "vllm-node"} is missing on ${list(missing)}.`;
  if (ids.length > 1) return "The two Sparks have different images; a load over both may fail.";
  if (ids.length === 0) return "Which image the Sparks have is unknown.";
  const where = Object.keys(images).length === 2 ? "both Sparks" : "Spark 1";
  const ray = capabilities?.no_ray_default ? ", two nodes without Ray" : "";
  return `Image ${ids[0].replace("sha256:", "").slice(0, 12)} on ${where}${ray}.`;
}

customElements.define("launcher-note", LauncherNote);
