/** How long after a read that did not succeed it is made again, in ms. */
const RETRY = 5000;

/** Reads something, one read at a time: however often it is asked for meanwhile, it is read once more afterwards. */
export class Again {
  #read; #pause; #isRunning = false; #isWanted = false;

  /**
   * @param {() => Promise<boolean | void>} read false where it did not succeed: then it is made again after a while
   * @param {number} pause the least time between two reads, in ms
   */
  constructor(read, pause = 0) { [this.#read, this.#pause] = [read, pause]; }

  async run() {
    this.#isWanted = true;
    if (this.#isRunning) return;
    this.#isRunning = true;
    try {
      while (this.#isWanted) await this.#once();
    } finally {
      this.#isRunning = false;
    }
  }

  async #once() {
    this.#isWanted = false;
    const isBad = await this.#read() === false;
    const pause = isBad ? Math.max(this.#pause, RETRY) : this.#pause;
    if (pause) await new Promise(done => setTimeout(done, pause));
    if (isBad) this.#isWanted = true;
  }
}
