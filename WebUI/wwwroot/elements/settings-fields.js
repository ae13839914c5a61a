import { el } from "../lib/dom.js";

/** The fields of settings.yaml, by group: name, label, what is in force, a hint, and the keyboard of a phone. */
export const FIELDS = {
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

export function field([name, label, , hint, mode]) {
  const [error, note] = [`${name}-error`, `${name}-hint`];
  const input = el("input", { id: name, name, inputmode: mode, autocomplete: "off", autocapitalize: "off",
    spellcheck: "false", "aria-describedby": `${error} ${note}` });
  return el("div", { class: "field" }, el("label", { for: name }, label), el("div", {},
    el("div", { class: "row" }, input, el("span", { class: "note source" })),
    el("p", { class: "error", id: error, hidden: true }), el("p", { id: note }, hint ?? "")));
}

/** Where the value comes from that a blank field has. */
export function source(where, value) {
  if (value !== undefined && value !== null && value !== "") return "";
  return where && where !== "default" ? `blank: from ${where}` : "";
}
