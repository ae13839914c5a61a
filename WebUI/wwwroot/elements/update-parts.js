import { changes, commit } from "../lib/commits.js";
import { attribute, el, keyed, text, when } from "../lib/dom.js";
import { full, plural } from "../lib/format.js";
import { imagesWords, wayBack } from "../lib/images.js";
import { proof } from "../lib/proof.js";
import { actionWords, ends, phases } from "../lib/updates.js";
import { failureNotes, files } from "./failure-notes.js";

/* The parts of <update-page>. Each writes only what differs. */

/** How many commits are seen without a click. */
const FIRST = 5;

export function fillCommits(section, upstream, now) {
  const all = upstream?.commits ?? [];
  section.hidden = all.length === 0;
  const rows = (list, commits) => keyed(list, commits, ({ id }) => id,
    () => el("li", {}, el("code"), el("span"), el("small")), (node, one) => {
      const { id, parts, note } = commit(one, now);
      text(node.children[0], id);
      when(node.children[1], parts,
        () => parts.map(({ text: words, isRisky }) => isRisky ? el("mark", {}, words) : words));
      text(node.children[2], note);
    });
  const [first, rest] = section.querySelectorAll("ul");
  rows(first, all.slice(0, FIRST));
  rows(rest, all.slice(FIRST));
  rest.closest("details").hidden = all.length <= FIRST;
  text(rest.closest("details").querySelector("summary > span"), plural(all.length - FIRST, "more commit"));
}

/** Why it cannot be compared or updated, what of it is changed by hand, and what helps. */
export function fillProblem(section, { upstream, hindrance }) {
  const problem = upstream?.problem ?? null, { clashes, harmless } = changes(upstream);
  section.hidden = !problem && !hindrance && clashes.length + harmless.length === 0;
  when(section, [problem, hindrance, clashes, harmless], () => [
    hindrance && hindrance.code !== problem?.code && el("state-mark", { "data-state": "attention" },
      [full(hindrance.title), full(hindrance.detail ?? "")].filter(Boolean).join(" ")),
    problem && !hindrance && el("state-mark", { "data-state": "attention" },
      [full(problem.title), full(problem.detail ?? "")].filter(Boolean).join(" ")),
    ...failureNotes(problem),
    files("In the launcher's directory and changed upstream too; an update would have to write over it, and does not:",
      clashes),
    files("Changed by hand in the launcher's directory; an update leaves it as it is:", harmless)
  ]);
}

/** What is being done, or was done last, phase by phase. @param {object | null} job */
export function fillJob(section, job, now, isShown) {
  section.hidden = !job || !isShown;
  if (section.hidden) return;
  const table = section.querySelector("[data-part=phases]");
  text(section.querySelector("h2"), job.phase === "done" ? actionWords(job).done
    : job.ended_at ? "What was done" : "What is done");
  keyed(table, phases(job, now), ({ key }) => key, () => el("div", { role: "listitem" }, el("state-mark"), el("span")),
    (node, { name, state, time }) => {
      attribute(node.children[0], "data-state", { done: "done", now: "working", broke: "failed" }[state]);
      text(node.children[0], name);
      text(node.children[1], time);
    });
  const part = name => section.querySelector(`[data-part=${name}]`);
  const lines = proof(job);
  when(part("smoke"), lines, () => lines.map(({ state, words }) => el("state-mark", { "data-state": state }, words)));
  when(part("ways"), job.failure, () => failureNotes(job.failure));
  part("cancel").hidden = !ends(job) || job.cancel_requested;
  part("close").hidden = !job.ended_at;
}

/** Which image the Sparks have, and what a roll back goes back to. */
export function fillWays(section, answer, now) {
  const part = name => section.querySelector(`[data-part=${name}]`);
  const images = imagesWords(answer), back = wayBack(answer.former, now), leads = answer.can_roll_back;
  attribute(part("images").querySelector("state-mark"), "data-state", images.state);
  text(part("images").querySelector("state-mark"), images.words);
  part("images").querySelector("button").hidden = answer.images_differ !== true;
  text(part("back").querySelector("p"), !back ? "There is no way back yet: the first update keeps one."
    : leads ? `The way back is kept: ${back}.` : `What is kept is what is there, or is of another place: ${back}.`);
  part("back").querySelector("button").hidden = !back || !leads;
}
