/** What a repository's name looks like, as the panel takes it. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,95}\/[A-Za-z0-9][A-Za-z0-9._-]{0,95}$/;

/** Pages of the Hub whose addresses look like those of models. */
const OTHERS = new Set(["api", "blog", "collections", "datasets", "docs", "models", "papers", "settings", "spaces"]);

/**
 * The repository that was typed or pasted: "org/model", or the address of its page or of one of its files.
 * @returns {string | null} null while it is none
 */
export function repoOf(typed) {
  const text = typed.trim();
  const [, path] = /^(?:https?:\/\/)?(?:www\.)?(?:huggingface\.co|hf\.co)\/(.+)$/i.exec(text) ?? [];
  const [owner, name] = (path ?? text).split(/[?#]/)[0].split("/");
  if (path !== undefined && OTHERS.has(owner)) return null;
  const parts = path === undefined ? text : `${owner}/${name ?? ""}`;
  return NAME.test(parts) && !parts.includes("..") && !parts.includes("--") && !parts.endsWith(".git") ? parts : null;
}

/** Whether it names a directory on the Sparks. */
export const isPath = typed => typed.trim().startsWith("/");
