import { Latest } from "./latest.js";
import { fitOfRepo } from "./model-changes.js";

/** When an answer that says that the Hub is being asked is asked for again, in ms. */
const SOON = 2000;

/** Whether weights that no entry of the catalog has fit on the Sparks, and with the words, that a person has chosen. */
export class ChosenFit {
  #changed; #wanted = null; #found = {};

  #asks = new Latest(question => fitOfRepo(JSON.parse(question)), (question, answer) => {
    this.#found = { question, answer };
    if (answer?.asked) setTimeout(() => this.#soon(question), SOON);
    this.#changed();
  });

  /** @param {() => void} changed told when there is another answer */
  constructor(changed) { this.#changed = changed; }

  /** What is known of the newest choice; null while nothing is. */
  get answer() { return this.#found.question === this.#wanted ? this.#found.answer : null; }

  /** @param {{ repo: string, nodes: string, args: string[], settings: object } | null} choice null for none */
  want(choice) {
    this.#wanted = choice && JSON.stringify(choice);
    this.#asks.want(this.#wanted);
  }

  #soon(question) { if (question === this.#wanted) this.#asks.want(question, { again: true, atOnce: true }); }
}
