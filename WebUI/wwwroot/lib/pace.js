/**
 * How long something will still take, by what was seen of it. Work that is done a window at a time moves in jumps: only
 * from one jump to another is a pace known.
 */
export class Pace {
  #first = null; #last = null;

  /**
   * @param {number} now in ms @param {number} done in any unit
   * @param {boolean} isWaiting it has not begun, so that its beginning will be seen
   */
  see(now, done, isWaiting = false) {
    const seen = { now, done };
    if (isWaiting) [this.#first, this.#last] = [seen, seen];
    else if (!this.#last || done < this.#last.done) [this.#first, this.#last] = [null, seen];
    else if (done > this.#last.done) [this.#first, this.#last] = [this.#first ?? seen, seen];
  }

  /**
   * @param {number | null} whole
   * @returns {number | null} in ms; null while nobody can know
   */
  left(now, whole) {
    if (!this.#first || !this.#last || whole === null || this.#last.done <= this.#first.done) return null;
    const pace = (this.#last.done - this.#first.done) / (this.#last.now - this.#first.now);
    const left = (whole - this.#last.done) / pace - (now - this.#last.now);
    return Math.max(0, left);
  }
}

/** "a few seconds", "about 40 seconds", "about 3 minutes", "about 1 h 40 min". */
export function roughly(ms) {
  const seconds = ms / 1000;
  if (seconds < 5) return "a few seconds";
  if (seconds < 90) return `about ${Math.ceil(seconds / 10) * 10} seconds`;
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 90) return `about ${minutes} minutes`;
  return `about ${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
