/** A test that takes its time; where something was changed meanwhile it is made once more at its end. */
export class Trial {
  #test; #wanted = false;

  /** What the last test found; null before the first. */
  report = null;
  isRunning = false;

  /** @param {() => Promise<object>} test */
  constructor(test) { this.#test = test; }

  /** @param {() => boolean} isAwaited whether somebody still waits for what it finds */
  async run(isAwaited) {
    this.#wanted = true;
    if (this.isRunning) return;
    this.isRunning = true;
    while (this.#wanted && isAwaited()) {
      this.#wanted = false;
      const report = await this.#test();
      if (!this.#wanted) this.report = report;
    }
    this.isRunning = false;
  }
}
