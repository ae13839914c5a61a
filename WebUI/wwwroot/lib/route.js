const PAGES = ["home", "models", "health", "transcribe", "settings", "setup", "update"];

/** "#/health/incident/i-1" and "#health/incident/i-1" are one address. */
const parts = () => location.hash.replace(/^#\/?/, "").split("/");

/** The page that the address names; home for anything else. */
export function route() {
  const [name, sub] = parts();
  if (name === "health" && sub === "incident" && incidentId()) return "incident";
  if (transcriptId()) return "transcript";
  if (modelKey()) return "model";
  return PAGES.includes(name) ? name : "home";
}

/** The incident that the address names; null for none. */
export function incidentId() {
  const [, sub, id] = parts();
  return sub === "incident" ? decoded(id) : null;
}

/** The group of the settings that the address names; null for none. */
export function group() {
  const [name, sub] = parts();
  return name === "settings" && /^[a-z]+$/.test(sub ?? "") ? sub : null;
}

export const incidentAddress = id => `#/health/incident/${encodeURIComponent(id)}`;

/** The transcript that the address names; null for none. */
export function transcriptId() {
  const [name, id] = parts();
  return name === "transcribe" ? decoded(id) : null;
}

export const transcriptAddress = id => `#/transcribe/${encodeURIComponent(id)}`;

/** The model whose settings the address names; null for none. */
export function modelKey() {
  const [name, key] = parts();
  return name === "models" ? decoded(key) : null;
}

export const modelAddress = key => `#/models/${encodeURIComponent(key)}`;

function decoded(part) {
  try { return part ? decodeURIComponent(part) : null; } catch { return null; }
}
