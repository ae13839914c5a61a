/** The least time between two questions, in ms. */
const PAUSE = 100;

/** How long the next question waits for the answer to the one before it, in ms. */
const PATIENCE = 2000;

/**
 * Asks while something moves: at once, then at most every 100 ms, and the last one always. What is answered counts also
 * when something newer is asked meanwhile; an answer that is older than one that was told is dropped.
 */
export class Steady {
  #ask; #tell; #timer = null; #wanted = null; #isOpen = false; #isOut = false; #at = -Infinity; #asked = 0; #told = 0;

  /**
   * @param {(question: string) => Promise<any>} ask
   * @param {(question: string, answer: any, problem: Error | null) => void} tell
   */
  constructor(ask, tell) { [this.#ask, this.#tell] = [ask, tell]; }

  /** Whether the newest question has no answer yet. */
  get isWaiting() { return this.#isOpen || this.#isOut; }

  /** @param {string | null} question null: nothing is wanted any more */
  want(question, { again = false } = {}) {
    if (question === this.#wanted && !again) return;
    [this.#wanted, this.#isOpen] = [question, question !== null];
    this.#next();
  }

  end() {
    this.want(null);
    [this.#told, this.#isOut] = [this.#asked, false];
  }

  #next() {
    clearTimeout(this.#timer);
    if (!this.#isOpen) return;
    const wait = this.#at + (this.#isOut ? PATIENCE : PAUSE) - Date.now();
    if (wait > 0) this.#timer = setTimeout(() => this.#send(), wait); else this.#send();
  }

  async #send() {
    const question = this.#wanted, number = ++this.#asked;
    [this.#isOpen, this.#isOut, this.#at] = [false, true, Date.now()];
    let answer = null, problem = null;
    try { answer = await this.#ask(question); } catch (failure) { problem = failure; }
    if (number === this.#asked) this.#isOut = false;
    if (number > this.#told) {
      this.#told = number;
      this.#tell(question, answer, problem);
    }
    this.#next();
  }
}
