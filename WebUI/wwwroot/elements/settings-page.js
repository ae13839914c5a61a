import { get, put } from "../lib/api.js";
import { el, text } from "../lib/dom.js";
import { plural } from "../lib/format.js";
import { toast } from "./base.js";

const FIELDS = {
  sparks: [
    ["spark1_host", "Spark 1, the head", s => s.spark1?.host,
      "An address, not a .local name: those resolve to IPv6 first and hang."],
    ["spark1_user", "User on Spark 1", s => s.spark1?.user],
      ["spark1_port", "SSH port of Spark 1", s => s.spark1?.port ?? 22, null, "numeric"],
    ["spark2_host", "Spark 2, the worker", s => s.spark2?.host,
      "Blank: one Spark, which runs models for one Spark only."],
    ["spark2_user", "User on Spark 2", s => s.spark2?.user],
      ["spark2_port", "SSH port of Spark 2", s => s.spark2?.port ?? 22, null, "numeric"]
  ],
  vllm: [
    ["vllm_port", "vLLM port", s => s.vllm_port, null, "numeric"],
      ["vllm_container", "Container", s => s.vllm_container],
    ["launcher_dir", "Launcher's directory", s => s.launcher_dir, "On Spark 1; ~ is the home of the user there."]
  ]
};

/** <settings-page>: the fields of settings.yaml; what is set elsewhere is shown and says where. */
class SettingsPage extends HTMLElement {
  #revision; #values = {}; #form;

  connectedCallback() {
    this.#form = this.querySelector("form");
    for (const [group, fields] of Object.entries(FIELDS)) this.querySelector(`[data-group=${group}]`)
      .append(...fields.map(field));
    this.#form.addEventListener("input", () => this.#count());
    this.#form.addEventListener("submit", event => { event.preventDefault(); this.#save(); });
    this.#form.addEventListener("reset", event => { event.preventDefault(); this.#read(); });
    this.#read();
  }

  async #read(keep = {}) {
    try {
      const { revision, settings, values = {}, sources = {} } = await get("/api/settings");
      this.#revision = revision;
      this.#values = values;
      for (const [name, , shown] of Object.values(FIELDS).flat()) {
        const input = this.#form.elements[name], elsewhere = settings.read_only?.[name];
        input.value = keep[name] ?? (elsewhere ? shown(settings) ?? "" : values[name] ?? "");
        input.placeholder = String(shown(settings) ?? "");
        input.readOnly = Boolean(elsewhere);
        text(input.closest(".field").querySelector(".source"), elsewhere ? `Set in ${elsewhere}; change it there.`
          : source(sources[name], values[name]));
      }
      this.#errors({});
      this.#count();
    } catch (problem) {
      text(this.querySelector("[role=status]"), problem.message);
    }
  }

  async #save() {
    const changed = this.#changed();
    try {
      await put("/api/settings", { revision: this.#revision, values: changed });
      toast("Saved.");
      await this.#read();
    } catch (problem) {
      if (problem.status === 409) await this.#read(changed);
      this.#errors(problem.errors ?? {});
      text(this.querySelector("[role=status]"), Object.keys(problem.errors ?? {}).length
        ? `${plural(Object.keys(problem.errors).length, "field")} must be mended first.` : problem.message);
    }
  }

  #changed() {
    return Object.fromEntries([...new FormData(this.#form)].filter(([name, value]) =>
      !this.#form.elements[name].readOnly && value.trim() !== String(this.#values[name] ?? ""))
        .map(([name, value]) => [name, value.trim()]));
  }

  #count() {
    const n = Object.keys(this.#changed()).length;
    const [save, discard] = this.#form.querySelectorAll(".save button");
    save.disabled = discard.disabled = n === 0;
    text(save, n ? `Save ${plural(n, "change")}` : "Save");
    text(this.querySelector("[role=status]"), "");
  }

  #errors(errors) {
    for (const [name] of Object.values(FIELDS).flat()) {
      const input = this.#form.elements[name], line = input.closest(".field").querySelector(".error");
      text(line, errors[name]?.join(" ") ?? "");
      line.hidden = !errors[name];
      if (errors[name]) input.setAttribute("aria-invalid", "true"); else input.removeAttribute("aria-invalid");
    }
    this.#form.querySelector("[aria-invalid]")?.focus();
  }
}

function field([name, label, , hint, mode]) {
  const ids = [`${name}-error`, `${name}-hint`];
  return el("div", { class: "field" }, el("label", { for: name }, label), el("div", {},
    el("div", { class: "row" }, el("input",
      { id: name, name, inputmode: mode, autocomplete: "off", autocapitalize: "off", spellcheck: "false",
      "aria-describedby": ids.join(" ") }), el("span", { class: "note source" })),
    el("p", { class: "error", id: ids[0], hidden: true }), el("p", { id: ids[1] }, hint ?? "")));
}

function source(where, value) {
  if (value !== undefined && value !== null && value !== "") return "";
  return where && where !== "default" ? `blank: from ${where}` : "";
}

customElements.define("settings-page", SettingsPage);
