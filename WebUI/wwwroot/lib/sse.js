/** Takes the events out of a text/event-stream that comes in pieces. */
export class EventText {
  #rest = "";

  /** @returns {{ type: string, data: string }[]} the events that are whole now */
  take(piece) {
    const text = (this.#rest + piece).replaceAll("\r\n", "\n");
    const blocks = text.split("\n\n");
    this.#rest = blocks.pop();
    return blocks.map(event).filter(({ data }) => data !== null);
  }
}

function event(block) {
  const lines = block.split("\n").map(line => /^(\w+): ?(.*)$/.exec(line)).filter(Boolean);
  const all = name => lines.filter(([, field]) => field === name).map(([, , value]) => value);
  const data = all("data");
  return { type: all("event").at(-1) ?? "message", data: data.length ? data.join("\n") : null };
}
