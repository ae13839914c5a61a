import { get } from "../lib/api.js";
import { commandParts } from "../lib/command.js";
import { el, when } from "../lib/dom.js";
import { count } from "../lib/format.js";
import { fetchCommand, onDisk } from "../lib/models.js";
import { seen } from "../lib/seen.js";
import { Live } from "./base.js";
import { copyButton } from "./copy-button.js";

/** <model-details data-model>: a model's settings, where they differ from the catalog's, and the command of a swap. */
class ModelDetails extends Live {
  build() { this.closest("details").addEventListener("toggle", () => this.tell(seen()), { signal: this.signal }); }

  tell({ view }) {
    const model = view.catalog?.models.find(({ key }) => key === this.dataset.model);
    if (!model || !this.closest("details").open) return;
    const disk = onDisk(model, view);
    const isMissing = disk.state === "absent" || disk.state === "part";
    when(this, [model, disk.state],
      () => [facts(model), isMissing && bring(model, view.settings, disk), this.#command(model)]);
  }

  #command(model) {
    const box = el("pre", { class: "command", tabindex: "0", "aria-label": `The exact command of ${model.name}` },
      "The command is being read.");
    get(`/api/models/${encodeURIComponent(model.key)}/command`)
      .then(answer => box.replaceChildren(...commandParts(answer)), problem => box.replaceChildren(problem.message));
    return box;
  }
}

function facts({ key, source, settings, bundled_settings: bundled, args, mods, env }) {
  const said = [
    ["Context", settings.max_model_len, bundled?.max_model_len, n => `${count(n)} tokens`],
    ["Memory share", settings.gpu_memory_utilization, bundled?.gpu_memory_utilization, n => n.toFixed(2)],
    ["Requests at once", settings.max_num_seqs, bundled?.max_num_seqs, count],
    ["fastsafetensors", settings.fastsafetensors, bundled?.fastsafetensors, onOff],
    ["Prefix caching", settings.prefix_caching, bundled?.prefix_caching, onOff],
    ["FP8 KV cache", settings.fp8_kv_cache, bundled?.fp8_kv_cache, onOff]
  ];
  const rows = said.map(([name, value, was, show]) => {
    const changed = (value ?? null) !== (was ?? null);
    return [name, value == null ? "vLLM decides" : show(value), changed
      ? `the catalog says ${was == null ? "nothing" : show(was)}` : null];
  });
  const more = [["More arguments", [...args, ...settings.extra_args ?? []].join(" ")],
    ["Mods", (mods ?? []).join(", ")],
    ["Environment", Object.entries(env ?? {}).map(([name, value]) => `${name}=${value}`).join(" ")]]
    .filter(([, value]) => value).map(([name, value]) => [name, el("code", {}, value)]);
  return el("dl", { class: "facts" },
    ...[...rows, ...more, ["Key", el("code", {}, key)],
    ["From", source === "custom" ? "models-custom.yaml" : "the catalog that comes with SparkControl"]]
    .flatMap(([name, value, note]) =>
      [el("dt", { class: note ? "changed" : undefined }, name),
      el("dd", {}, value, note && el("small", {}, ` ${note}`))]));
}

const onOff = value => value ? "on" : "off";

function bring(model, settings, disk) {
  const command = fetchCommand(model, settings);
  return el("div", { class: "bring" },
    el("p", {}, `${disk.text}. `,
      command ? "This brings them; run it on Spark 1, then look again." : "Put them there, then look again."),
    command && el("div", { class: "row" }, el("code", {}, command), copyButton(command, "the command")));
}

customElements.define("model-details", ModelDetails);
