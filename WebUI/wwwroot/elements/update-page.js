import { updateAnswer } from "../lib/answers.js";
import { post } from "../lib/api.js";
import { text } from "../lib/dom.js";
import { wayBack } from "../lib/images.js";
import { refusal } from "../lib/refusal.js";
import { closeJob, seen } from "../lib/seen.js";
import { smallest } from "../lib/smallest.js";
import { ends, isBusy, isNews, jobOf, updateStatement } from "../lib/updates.js";
import { Live, toast } from "./base.js";
import { fillCommits, fillJob, fillProblem, fillWays } from "./update-parts.js";

/** <update-page>: the launcher against its upstream, its update with all that it does, and the way back. */
class UpdatePage extends Live {
  #isSent = false;

  get clock() { return true; }

  build() {
    this.addEventListener("click", ({ target }) => this.#act(target.closest("[data-do]")?.dataset.do),
      { signal: this.signal });
  }

  tell({ view, at }) {
    const { value, problem } = updateAnswer.look();
    const answer = value && { ...value, upstream: view.upstream ?? value.upstream };
    const said = updateStatement(answer, view, at.now, at.closedJobs);
    const part = name => this.querySelector(`[data-part=${name}]`);
    text(this.querySelector("h1"), said.title);
    text(this.querySelector(".lede"), answer ? said.lede : problem?.message ?? said.lede);
    part("body").hidden = !answer;
    if (!answer) return;
    const job = jobOf(answer, view), isRunning = Boolean(job && !job.ended_at);
    this.#buttons(answer, isRunning, smallest(view));
    this.querySelector("job-log").dataset.job = job?.id ?? "";
    fillJob(part("job"), job, at.now, isRunning || job && isNews(job, at.now, at.closedJobs));
    this.querySelector("job-log").tell();
    fillProblem(part("problem"), isRunning ? { upstream: null } : answer);
    fillCommits(part("commits"), answer.upstream, at.now);
    fillWays(part("ways-back"), answer, at.now);
  }

  #buttons({ hindrance, can_apply: canApply, can_roll_back: canRollBack, half_done: isHalfDone }, isRunning, smoke) {
    const button = what => this.querySelector(`[data-do=${what}]`);
    const stop = isRunning || this.#isSent || isBusy(hindrance);
    button("check").disabled = isRunning || this.#isSent;
    button("apply").hidden = !canApply;
    button("apply").disabled = stop || Boolean(hindrance);
    text(button("apply"), isHalfDone ? "Update again" : "Update");
    button("rollback").disabled = stop || !canRollBack;
    button("sync").disabled = stop;
    const box = this.querySelector("[name=smoke]");
    box.disabled = !smoke;
    text(this.querySelector("[data-part=smoke-note]"), smoke
      ? `load ${smoke.name}, the smallest that is there, and ask it for 16 tokens` : "no model is known to be on disk");
  }

  #act(what) {
    const { view, at } = seen(), { value } = updateAnswer;
    const job = jobOf(value, view), id = job?.id;
    if (what === "check") this.#send("/api/update/check", "Its newest commits are being asked for.");
    if (what === "apply")
      this.ask("update", { tip: (view.upstream ?? value.upstream)?.tip,
        smoke: this.querySelector("[name=smoke]").checked ? smallest(view) : null });
    if (what === "rollback") this.ask("rollback", { back: wayBack(value.former, at.now) });
    if (what === "sync") this.#send("/api/update/sync", "Spark 2 gets the image of Spark 1.");
    if (what === "cancel" && ends(job)) this.ask("update_cancel", { id });
    if (what === "close") closeJob(id);
  }

  async #send(path, done) {
    this.#isSent = true;
    this.tell(seen());
    await post(path).then(() => toast(done), problem => toast(refusal(problem)));
    this.#isSent = false;
    if (this.isConnected) this.tell(seen());
  }
}

customElements.define("update-page", UpdatePage);
