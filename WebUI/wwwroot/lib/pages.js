import { template } from "./dom.js";
import { onState, refresh, store } from "./live.js";
import { route } from "./route.js";
import { seen } from "./seen.js";
import { status } from "./status.js";

const NAMES = { models: "Models", settings: "Settings", setup: "Set-up" };
const SIGNS = { serving: "favicon", working: "favicon-working", failed: "favicon-failed" };

let asked = false; // whether the first start was looked at

/** Shows the page of the address, and keeps title, icon and navigation true. */
export function startPages() {
  const page = document.getElementById("page");
  const toHeading = () => page.querySelector("h1")?.focus({ preventScroll: true });
  let shown = null;

  function show() {
    const name = route();
    if (name === shown) return;
    const first = shown === null;
    shown = name;
    page.replaceChildren(template(name));
    for (const link of document.querySelectorAll("nav a")) {
      const here = link.hash === `#${name === "setup" ? "settings" : name}`;
      if (here) link.setAttribute("aria-current", "page"); else link.removeAttribute("aria-current");
    }
    refresh();
    if (first) return;
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
  const home = document.querySelector('nav a[href="#home"]');
  if (now.state === "working" || now.state === "failed") home.dataset.mark = now.state; else delete home.dataset.mark;
}
