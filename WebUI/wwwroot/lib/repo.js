/** What a repository's name looks like, as the panel takes it. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,95}\/[A-Za-z0-9][A-Za-z0-9._-]{0,95}$/;

const HUB = /^(?:www\.)?huggingface\.co$|^hf\.co$/;

/** Pages of the Hub whose addresses look like those of models. */
const OTHERS = ["api", "blog", "collections", "datasets", "docs", "models", "papers", "settings", "spaces"];

/**
 * The repository that was typed or pasted: "org/model", or the address of its page or of one of its files.
 * @param {string} typed
 * @param {string | null} [endpoint] the server that the settings name in the Hub's place
 * @returns {string | null} null while it is none
 */
export function repoOf(typed, endpoint = null) {
  const text = typed.trim(), address = addressOf(text);
  const name = address ? pageOf(address, endpoint) : text;
  return name && NAME.test(name) && !/\.\.|--|\.git$/.test(name) ? name : null;
}

/** People paste it with and without the scheme. */
function addressOf(text) {
  if (!/^(?:https?:\/\/|(?:www\.)?(?:huggingface|hf)\.co\/)/i.test(text)) return null;
  return url(/^https?:/i.test(text) ? text : `https://${text}`);
}

/** What is behind the two parts is a page of the repository: its files, its discussions. */
function pageOf({ host, hostname, pathname }, endpoint) {
  if (!HUB.test(hostname) && host !== url(endpoint ?? "")?.host) return null;
  const [owner, name] = pathname.split("/").filter(Boolean);
  return name && !OTHERS.includes(owner) ? `${owner}/${name}` : null;
}

function url(text) { try { return new URL(text); } catch { return null; } }

/** Whether it names a directory on the Sparks. */
export const isPath = typed => typed.trim().startsWith("/");
