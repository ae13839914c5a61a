import { Problem } from "./api.js";
import { full } from "./format.js";
import { EventText } from "./sse.js";

/** The lines asked for at first. */
const TAIL = 200;

/**
 * Follows the log of a service until it is ended. An EventSource would hide why the panel refuses, and begin anew after
 * an end.
 */
export class ServiceTail {
  #left = new AbortController(); #on;

  /** @param {{ lines(lines: string[]): void, end(reason: string): void }} on */
  constructor(name, on) {
    this.#on = on;
    this.#read(`/api/services/${encodeURIComponent(name)}/logs?tail=${TAIL}`);
  }

  end() { this.#left.abort(); }

  async #read(path) {
    const { signal } = this.#left;
    try {
      const response = await fetch(path, { headers: { accept: "text/event-stream, application/json" }, signal });
      if (!response.ok) throw new Problem(response.status, await response.json().catch(() => ({})));
      const [text, reader] = [new EventText(), response.body.pipeThrough(new TextDecoderStream()).getReader()];
      for (let part = await reader.read(); !part.done; part = await reader.read())
        for (const event of text.take(part.value)) if (this.#take(event)) return;
      this.#tell("The log has ended.");
    } catch (problem) {
      this.#tell(problem instanceof Problem ? problem.message : "The panel does not answer any more.");
    }
  }

  /** @returns {boolean} whether that was the end */
  #take({ type, data }) {
    if (this.#left.signal.aborted) return true;
    const said = JSON.parse(data);
    if (type === "log") this.#on.lines(said.lines);
    if (type !== "end") return false;
    this.#tell(said.reason ? `The log has ended. ${full(said.reason)}` : "The log has ended.");
    this.end();
    return true;
  }

  #tell(words) { if (!this.#left.signal.aborted) this.#on.end(words); }
}
