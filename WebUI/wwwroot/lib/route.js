const PAGES = ["home", "models", "settings", "setup"];

/** The page that the address names; home for anything else. */
export function route() {
  const name = location.hash.slice(1).split("/")[0];
  return PAGES.includes(name) ? name : "home";
}
