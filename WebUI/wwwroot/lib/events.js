import { Again } from "./again.js";
import { get } from "./api.js";
import { Incidents } from "./incidents.js";
import { merge, query } from "./timeline.js";

/** Lines on the first page, and on each that is asked for after it. */
const FIRST = 20, MORE = 50;

/** A filter that lets few lines through comes to them page by page: so many are asked for at one time. */
const MOST_PAGES = 8;

/** The log as far as it was read: entries newest first, and the incidents among them. */
export class Events {
  entries = [];
  problem = null;
  isReading = false;

  /** Whether what is there is of what was asked for before. */
  isOld = false;

  #changed; #wish = null; #next = null; #mark; #isRead = false; #wasWhole = false;
  #incidents;
  #fresh = new Again(() => this.#wish ? this.#read(null) : true, 2000);

  /** @param {() => void} changed told when anything is another */
  constructor(changed) {
    this.#changed = changed;
    this.#incidents = new Incidents(changed);
  }

  /** Those that are listed, with their lines where these were read. */
  get incidents() { return this.#incidents.all; }

  /** Whether no older line is left. */
  get isWhole() { return this.#isRead ? this.#next === null : this.#wasWhole; }

  /** Asks for something else; what is there stays until that has come. @param {{ filter: string, q: string }} wish */
  async ask(wish) {
    this.#wasWhole = this.isWhole;
    [this.#wish, this.#next, this.#isRead, this.isOld] = [wish, null, false, true];
    if (!await this.#read(null)) this.#fresh.run();
  }

  /** @param {string} mark how far the log has come (lib/moved.js) */
  moved(mark) {
    const isNews = this.#mark !== undefined && mark !== this.#mark;
    this.#mark = mark;
    if (isNews && this.#wish) this.#fresh.run();
  }

  more() { return this.#next && !this.isReading ? this.#read(this.#next) : null; }

  /** Whether somebody looks at an incident: its lines are read then. */
  open(id, isOpen) { return this.#incidents.open(id, isOpen); }

  leave() { this.#wish = null; }

  /** @returns {Promise<boolean>} false where it could not be read */
  async #read(cursor) {
    const wish = this.#wish;
    this.isReading = true;
    this.#changed();
    try {
      const [{ entries, next }, listed] = await Promise.all([this.#pages(wish, cursor), this.#incidents.list(wish)]);
      if (wish !== this.#wish) return true;
      this.#take(cursor, entries, next);
      this.#incidents.take(listed);
      [this.problem, this.#isRead, this.isOld] = [null, true, false];
    } catch ({ message }) {
      if (wish === this.#wish) this.#fail(message);
      return wish !== this.#wish;
    } finally {
      if (wish === this.#wish) {
        this.isReading = false;
        this.#changed();
      }
    }
    return true;
  }

  /** What was read of this wish stays, of another one it would be wrong. */
  #fail(message) {
    this.problem = message;
    if (this.#isRead) return;
    [this.entries, this.isOld] = [[], false];
    this.#incidents.take([]);
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
}
