/** How long a person pauses who has typed or moved something, in ms. */
const PAUSE = 250;

/** Asks once a person has paused. The answer to the newest question counts; an older one that comes late is dropped. */
export class Latest {
  #ask; #tell; #pause; #timer = null; #newest = null;

  /**
   * @param {(question: string) => Promise<any>} ask
   * @param {(question: string, answer: any, problem: Error | null) => void} tell
   */
  constructor(ask, tell, pause = PAUSE) { [this.#ask, this.#tell, this.#pause] = [ask, tell, pause]; }

  /** Whether the newest question has no answer yet. */
  isWaiting = false;

  /** @param {string | null} question null: nothing is wanted any more */
  want(question, { again = false, atOnce = false } = {}) {
    if (question === this.#newest && !again) return;
    clearTimeout(this.#timer);
    this.#newest = question;
    this.isWaiting = question !== null;
    if (question !== null) this.#timer = setTimeout(() => this.#send(question), atOnce ? 0 : this.#pause);
  }

  end() { this.want(null); }

  async #send(question) {
    let answer = null, problem = null;
    try { answer = await this.#ask(question); } catch (failure) { problem = failure; }
    if (question !== this.#newest) return;
    this.isWaiting = false;
    this.#tell(question, answer, problem);
  }
}
