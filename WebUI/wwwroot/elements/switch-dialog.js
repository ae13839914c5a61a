import { get, post } from "../lib/api.js";
import { commandParts } from "../lib/command.js";
import { el, template, text } from "../lib/dom.js";
import { plural, span } from "../lib/format.js";
import { seen } from "../lib/seen.js";
import { servedModel, traffic } from "../lib/status.js";

/** <switch-dialog>: the confirm of a load: what it ends, what is in flight, the pre-flight, the exact command. */
class SwitchDialog extends HTMLElement {
  #dialog;
  #model;

  connectedCallback() {
    this.append(this.#dialog = template("switch-form"));
    document.addEventListener("ask", ({ detail }) => { if (detail.what === "switch") this.#open(detail.model); });
    this.#on("keep", () => this.#dialog.close());
    this.#on("again", () => this.#preflight());
    this.#on("switch", () => this.#switch());
  }

  #open(key) {
    const { view, at } = seen();
    const model = this.#model = view.catalog?.models.find(one => one.key === key);
    if (!model) return;
    const now = servedModel(view), again = now?.key === key;
    const usual = view.usual?.models[key], back = now?.key && view.usual?.models[now.key];
    const question = again ? `Load ${model.name} again?` : now ? `Switch to ${model.name}?` : `Load ${model.name}?`;
    text(this.#part("h2"), question);
    this.#part("[data-part=ends]").replaceChildren(
      now ? `${now.name} stops first. ` : "", "Nothing serves until the model is ready, ",
      ...usual ? ["usually for ", el("strong", {}, span(usual.p50_ms, usual.p90_ms)), "."]
        : ["and how long that takes is unknown: it has no finished load here yet."]);
    const wayBack = back && !again ? ` Coming back takes ${span(back.p50_ms, back.p90_ms)}.` : "";
    this.#part("[data-part=flight]").replaceChildren(...inFlight(view, at.now, now), wayBack);
    this.#part("[data-part=where]").replaceChildren(...runsOn(model, view.settings));
    text(this.#button("keep"), now ? "Keep the current model" : "Load nothing");
    text(this.#button("switch"), now ? again ? "Stop and load again" : "Stop and switch now" : "Load it now");
    this.#tell(null);
    this.#dialog.showModal();
    this.#button("keep").focus();
    this.#command();
    this.#preflight();
  }

  async #command() {
    const [box, model] = [this.#part("pre"), this.#model];
    text(box, "The command is being read.");
    const parts = await get(`/api/models/${encodeURIComponent(model.key)}/command`)
      .then(commandParts, problem => [problem.message]);
    if (model === this.#model) box.replaceChildren(...parts);
  }

  async #preflight() {
    const [box, model] = [this.#part("[data-part=checks]"), this.#model];
    box.replaceChildren(el("state-mark", { "data-state": "working" }, "Looking"));
    this.#button("switch").disabled = this.#button("again").hidden = true;
    const result = await post(`/api/swap/${encodeURIComponent(model.key)}/validate`)
      .catch(problem => ({ ok: null, checks: [], problem }));
    if (model !== this.#model) return;
    const bad = result.checks.filter(({ state }) => state !== "ok");
    const failed = bad.some(({ state }) => state === "failed") || result.ok === false && bad.length === 0;
    box.replaceChildren(...found(result, bad, failed));
    this.#button("switch").disabled = failed || ["another_panel", "stale"].includes(result.problem?.code);
    this.#button("again").hidden = bad.length === 0 && !result.problem;
  }

  async #switch() {
    this.#button("switch").disabled = true;
    try {
      await post("/api/swap", { model: this.#model.key });
      this.#dialog.close();
      location.hash = "#home";
    } catch (problem) {
      this.#tell(problem.message);
      this.#button("switch").disabled = false;
    }
  }

  #tell(words) {
    const line = this.#part(".problem");
    text(line, words ?? "");
    line.hidden = !words;
  }

  #part(selector) { return this.#dialog.querySelector(selector); }
  #button(name) { return this.#part(`[data-do=${name}]`); }
  #on(name, act) { this.#button(name).addEventListener("click", act); }
}

/** What a click would cut off, and who sent it is not known. */
function inFlight({ vllm }, now, served) {
  if (!served) return ["Nothing; no model serves."];
  if (vllm?.requests_running == null) return ["Unknown: the model could not be asked."];
  const [running, queued] = [vllm.requests_running, vllm.requests_waiting ?? 0];
  if (running + queued === 0) return [`Nothing. ${traffic(vllm, now).join("")}`];
  const words = [running && `${plural(running, "request")} at work`, queued && `${queued} waiting`].filter(Boolean)
    .join(" and ");
  return [el("strong", {}, words), " will be cut off."];
}

function runsOn(model, settings) {
  const host = name => settings?.[name]?.host;
  const names = model.nodes === "cluster" ? [["Spark 1, ", host("spark1")], [" and Spark 2, ", host("spark2")]]
    : [["Spark 1, ", host("spark1")]];
  return names.flatMap(([name, address]) => [name, el("code", {}, address ?? "not set up")]);
}

function found({ problem }, bad, failed) {
  if (problem) return [el("state-mark", { "data-state": "unknown" }, problem.message)];
  if (bad.length > 0) return bad.map(check);
  return [failed
    ? el("state-mark", { "data-state": "failed" }, "Something is missing")
    : el("state-mark", { "data-state": "healthy" }, "Weights, image, memory and the Sparks are in order")];
}

function check({ state, title, detail, remedy }) {
  return el("div", { class: "check" },
    el("state-mark", { "data-state": state === "failed" ? "failed" : "unknown" }, title), (detail || remedy)
    && el("p", {}, [detail, remedy].filter(Boolean).join(" ")));
}

customElements.define("switch-dialog", SwitchDialog);
