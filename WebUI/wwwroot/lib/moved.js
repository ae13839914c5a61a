/**
 * How far the log has come, and whether it can be read: what was read is read anew when this is another text.
 * @param {{ written: number } | undefined} journal @param {{ lostAt?, staleSince?, blankSince? }} link
 */
export const moved = (journal, link = {}) =>
  `${journal?.written ?? ""} ${link.lostAt || link.staleSince || link.blankSince ? "away" : ""}`;
