import { diskAnswer } from "../lib/answers.js";
import { get, post } from "../lib/api.js";
import { freeable, freed, readAt, rows } from "../lib/disk.js";
import { keyed, text } from "../lib/dom.js";
import { refusal } from "../lib/refusal.js";
import { Live, toast } from "./base.js";
import { diskNode, fillDisk, fillNews, newsNode } from "./disk-parts.js";

/** <disk-table>: all weights on the Sparks, catalogued or not, and what can be done with them. */
class DiskTable extends Live {
  get clock() { return true; }

  tell({ view, at }) {
    const { value, problem } = diskAnswer.look();
    const part = name => this.querySelector(`[data-part=${name}]`);
    const found = value ? rows(value, view, at.now) : [];
    const single = Boolean(view.settings && !view.settings.spark2);
    part("second").hidden = single;
    text(part("read"), value ? [freeable(value), readAt(value, at.now)].filter(Boolean).join("; ") : "not read yet");
    keyed(this.querySelector("tbody"), found, ({ weights }) => weights, diskNode,
      (node, row) => fillDisk(node, row, single, (what, detail) => this.#act(what, row.weights, detail)));
    this.querySelector(".scroll-x").hidden = found.length === 0;
    text(part("empty"), value ? "No weights are on the disks."
      : problem && at.open ? `What is on the disks cannot be told: ${problem.message}` : "The disks are being read.");
    part("empty").hidden = found.length > 0;
    keyed(part("news"), freed(view, at.now, at.closedJobs), ({ id }) => id, newsNode, fillNews);
  }

  #act(what, weights, { nodes, bytes, isLoaded }) {
    const asked = `weights=${encodeURIComponent(weights)}`;
    switch (what) {
      case "delete": return this.ask("weights", { weights, bytes, isLoaded });
      case "add": return this.#add(weights);
      case "parts": return this.ask("parts", { weights, bytes });
      case "bring": return this.#send("/api/downloads", { repo: weights, nodes, completes: true },
        "It was begun");
      case "check": return this.#send(`/api/disk/verify?${asked}`, {}, "Every byte is being read");
    }
  }

  /** Filled in as its files suggest it; by hand where the Hub does not answer. */
  async #add(repo) {
    const suggestion = await get(`/api/models/suggest?repo=${encodeURIComponent(repo)}`)
      .catch(() => ({ repo, name: repo.split("/").at(-1), nodes: "solo", args: [], notes: [] }));
    this.ask("add", { suggestion });
  }

  async #send(path, body, done) {
    try {
      await post(path, body);
      toast(`${done}: how far it is stands above, in Downloads.`);
    } catch (problem) { toast(refusal(problem)); }
  }
}

customElements.define("disk-table", DiskTable);
