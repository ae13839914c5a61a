import { runningDownloads, runningUpdate } from "./cluster-jobs.js";
import { template } from "./dom.js";
import { health } from "./health.js";
import { onState, refresh, store } from "./live.js";
import { group, incidentId, modelKey, route, transcriptId } from "./route.js";
import { seen } from "./seen.js";
import { status } from "./status.js";
import { transcripts } from "./transcripts.js";
import { uploads } from "./uploads.js";

const NAMES = { models: "Models", model: "Model", health: "Health", incident: "Incident", transcribe: "Transcribe",
  transcript: "Transcript", settings: "Settings", setup: "Set-up", update: "Launcher" };

/** The entry of the navigation that a page belongs to, where that is another one. */
const BELOW = { setup: "settings", update: "settings", incident: "health", transcript: "transcribe",
  model: "models" };
const SIGNS = { serving: "favicon", working: "favicon-working", failed: "favicon-failed" };

let asked = false; // whether the first start was looked at

/** Shows the page of the address, and keeps title, icon and navigation true. */
export function startPages() {
  const page = document.getElementById("page");
  const toHeading = () => page.querySelector("h1")?.focus({ preventScroll: true });
  const toGroup = () => {
    const head = page.querySelector(`#${group()}-head`);
    if (head) { head.tabIndex = -1; head.scrollIntoView(); head.focus({ preventScroll: true }); }
    return Boolean(head);
  };
  let shown = null;

  function show() {
    const name = route(), address = [name, incidentId() ?? group(), transcriptId() ?? modelKey()].join();
    if (address === shown) return;
    const first = shown === null;
    shown = address;
    page.replaceChildren(template(name));
    for (const link of document.querySelectorAll("nav a")) {
      const here = link.hash.replace("#/", "#") === `#${BELOW[name] ?? name}`;
      if (here) link.setAttribute("aria-current", "page"); else link.removeAttribute("aria-current");
    }
    refresh();
    if (toGroup() || first) return;
    scrollTo(0, 0);
    toHeading();
  }

  addEventListener("hashchange", show);
  document.addEventListener("statement", toHeading);
  document.querySelector(".skip").addEventListener("click",
    event => { event.preventDefault(); document.getElementById("main").focus(); });
  onState(firstStart);
  onState(tellTitle);
  show();
}

/** A panel that knows no Spark opens Set-up. */
function firstStart() {
  if (asked || !store.known || !store.get("settings")) return;
  asked = true;
  if (!store.get("settings").spark1 && route() === "home") location.replace("#setup");
}

function tellTitle() {
  const { view, at } = seen();
  const now = status(view, at);
  const title = `${NAMES[at.route] ?? now.title} · SparkControl`;
  if (document.title !== title) document.title = title;
  const sign = `/${SIGNS[now.state] ?? "favicon-idle"}.svg`;
  const icon = document.querySelector("link[rel=icon]");
  if (icon.getAttribute("href") !== sign) icon.setAttribute("href", sign);
  mark("#home", now.state === "working" || now.state === "failed" ? now.state : null);
  mark("#/health", health(view, at).state === "failed" ? "failed" : null);
  mark("#models", runningDownloads(view).length > 0 ? "working" : null);
  mark("#settings", runningUpdate(view) ? "working" : null);
  mark("#/transcribe", uploads.isBusy || transcripts.isBusy ? "working" : null);
}

/** A dot in the navigation, for who is on another page. */
function mark(address, state) {
  const link = document.querySelector(`nav a[href="${address}"]`);
  if (state) link.dataset.mark = state; else delete link.dataset.mark;
}
