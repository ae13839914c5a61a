/**
 * How far the log has come, and whether it can be read: what was read is read anew when this is another text. The rev
 * of the mark counts, which moves at each write: an incident that begins or ends, or a report that is counted into its
 * like, adds no line.
 * @param {import("./store.js").Store} store @param {{ lostAt?, staleSince?, blankSince? }} link
 */
export const moved = (store, link = {}) =>
  `${store.mark("journal")} ${link.lostAt || link.staleSince || link.blankSince ? "away" : ""}`;
