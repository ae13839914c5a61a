/** Reads something, one read at a time: however often it is asked for meanwhile, it is read once more afterwards. */
export class Again {
  #read; #pause; #isRunning = false; #isWanted = false;

  /** @param {() => Promise} read @param {number} pause the least time between two reads, in ms */
  constructor(read, pause = 0) { [this.#read, this.#pause] = [read, pause]; }

  async run() {
    this.#isWanted = true;
    if (this.#isRunning) return;
    this.#isRunning = true;
    while (this.#isWanted) {
      this.#isWanted = false;
      await this.#read();
      if (this.#pause) await new Promise(done => setTimeout(done, this.#pause));
    }
    this.#isRunning = false;
  }
}
