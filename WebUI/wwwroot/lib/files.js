import { file } from "./api.js";
import { download } from "./dom.js";

/** Files of the panel are fetched first: what it answers when it would not is told, and is no file. */
export function startFiles() {
  document.addEventListener("click", event => {
    const link = event.target.closest?.("a[download]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    save(link.download, link.getAttribute("href"));
  });
}

/** @param {string} name of the file @param {string} path where the panel has it */
export async function save(name, path) {
  try {
    download(name, await file(path));
  } catch ({ message }) {
    document.dispatchEvent(new CustomEvent("toast", { detail: `${name} cannot be had now. ${message}` }));
  }
}
