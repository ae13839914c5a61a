import { isSame, pick, uploadLimit } from "../lib/recording.js";
import { refusal } from "../lib/refusal.js";
import { seen } from "../lib/seen.js";
import { transcripts } from "../lib/transcripts.js";
import { uploads } from "../lib/uploads.js";
import { toast } from "./base.js";

/* What can be done about a recording, by the `data-do` of its buttons. */

export const sendAll = files => uploads.add([...files], uploadLimit(seen().view.settings));

/** @param {string} what @param {string} key an upload's key or a transcript's id */
export function actOn(what, key) {
  switch (what) {
    case "cancel-upload": return uploads.cancel(Number(key));
    case "send-upload": return uploads.again(Number(key));
    case "cancel-job": return cancelled(key);
    case "remove-job": return removed(key);
    case "send-job": return sendAgain(key);
  }
}

async function cancelled(id) {
  try {
    if (!await transcripts.cancel(id)) toast("It had ended before it could be cancelled, and is kept.");
  } catch (problem) { toast(refusal(problem)); }
}

async function removed(id) {
  await transcripts.remove(id).catch(problem => toast(refusal(problem)));
}

/** The same file goes on from the windows that are finished; another one would begin a transcript of its own. */
async function sendAgain(id) {
  const job = transcripts.all.find(one => one.id === id) ?? { file_name: "" };
  const sent = uploads.fileOf(id), file = sent ?? await pick();
  if (!file) return;
  if (!sent && !isSame(file, job)) return toast(`This is another file than ${job.file_name}. Drop it on the page to send it.`);
  const [why] = uploads.add([file], uploadLimit(seen().view.settings), id);
  if (why) toast(why); else location.hash = "#/transcribe";
}
