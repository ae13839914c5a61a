import { Again } from "./again.js";
import { get } from "./api.js";
import { merge, query } from "./timeline.js";

/** Lines on the first page, and on each that is asked for after it. */
const FIRST = 20, MORE = 50;

/** Incidents whose lines are read: more are not on the pages that somebody reads through. */
const MOST_INCIDENTS = 20;

/** A filter that lets few lines through comes to them page by page: so many are asked for at one time. */
const MOST_PAGES = 8;

/** The log as far as it was read: entries newest first, and the incidents among them with their lines. */
export class Events {
  entries = [];
  incidents = [];
  problem = null;
  isReading = false;

  #changed; #wish = null; #next = null; #mark; #isRead = false;
  #known = new Map(); // incidents by id, as they stood in the list
  #fresh = new Again(() => this.#refresh(), 2000);

  /** @param {() => void} changed told when anything is another */
  constructor(changed) { this.#changed = changed; }

  /** Whether no older line is left. */
  get isWhole() { return this.#isRead && this.#next === null; }

  /** Asks for something else. @param {{ filter: string, q: string }} wish */
  ask(wish) {
    this.#wish = wish;
    [this.entries, this.#next, this.#isRead] = [[], null, false];
    return this.#read(null);
  }

  /** @param {string} mark how far the log has come (lib/moved.js) */
  moved(mark) {
    const isNews = this.#mark !== undefined && mark !== this.#mark;
    this.#mark = mark;
    if (isNews && this.#wish) this.#fresh.run();
  }

  more() { return this.#next && !this.isReading ? this.#read(this.#next) : null; }

  leave() { this.#wish = null; }

  async #refresh() {
    if (this.#wish) await this.#read(null);
  }

  async #read(cursor) {
    const wish = this.#wish;
    this.isReading = true;
    this.#changed();
    try {
      const { entries, next } = await this.#pages(wish, cursor);
      const incidents = await this.#group(wish);
      if (wish !== this.#wish) return;
      this.#take(cursor, entries, next);
      [this.incidents, this.problem, this.#isRead] = [incidents, null, true];
    } catch ({ message }) {
      if (wish === this.#wish) this.problem = message;
    } finally {
      if (wish === this.#wish) {
        this.isReading = false;
        this.#changed();
      }
    }
  }

  #take(cursor, entries, next) {
    if (cursor) {
      if (cursor !== this.#next) return; // all of it was read anew meanwhile
      this.entries = [...this.entries, ...entries];
      this.#next = next;
      return;
    }
    const merged = this.#isRead ? merge(entries, this.entries) : null;
    this.entries = merged ?? entries;
    if (!merged) this.#next = next;
  }

  /** A page may hold nothing though there is more behind it. */
  async #pages(wish, cursor) {
    const limit = cursor ? MORE : FIRST;
    let entries = [];
    for (let i = 0; i < MOST_PAGES; i++) {
      const page = await get(query(wish, { limit, cursor }));
      entries = [...entries, ...page.entries];
      cursor = page.next ?? null;
      if (cursor === null || entries.length >= limit / 2) break;
    }
    return { entries, next: cursor };
  }

  /** Only where all kinds of lines are shown can an incident show its own. */
  async #group({ filter, q }) {
    if (filter !== "all" && filter !== "outages" || q.trim()) return [];
    const all = await get("/api/incidents");
    const wanted = all.slice(0, MOST_INCIDENTS);
    await Promise.all(wanted.filter(one => this.#known.get(one.id)?.mark !== markOf(one)).map(async one => {
      const incident = await get(`/api/incidents/${encodeURIComponent(one.id)}`);
      this.#known.set(one.id, { mark: markOf(one), incident });
    }));
    return wanted.map(({ id }) => this.#known.get(id).incident);
  }
}

const markOf = ({ end, lines, cause, services }) => JSON.stringify([end, lines, cause, services]);
