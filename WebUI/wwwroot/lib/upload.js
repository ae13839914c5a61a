import { Problem } from "./api.js";

const LOST = "The panel does not answer any more. Whether it has the file is not known: look below before you send it "
  + "again.";

/**
 * Sends a recording. XMLHttpRequest, because fetch does not tell how much of a body has gone.
 * @param {File} file
 * @param {(part: number) => void} told hears how much has gone, 0 to 1
 * @param {AbortSignal} signal
 * @returns {Promise<{ id: string }>}
 */
export function send(file, told, signal) {
  return new Promise((done, fail) => {
    const request = new XMLHttpRequest();
    request.upload.onprogress = ({ loaded, total }) => told(total ? loaded / total : 0);
    request.onload = () => answered(request, done, fail);
    request.onerror = () => fail(new Problem(0, { code: "no_answer", detail: LOST }));
    request.onabort = () => fail(new Problem(0, { code: "cancelled", detail: "The upload was cancelled." }));
    signal.addEventListener("abort", () => request.abort());
    request.open("POST", "/api/audio/transcripts");
    request.setRequestHeader("accept", "application/json");
    const form = new FormData();
    form.append("file", file, file.name);
    request.send(form);
  });
}

function answered({ status, responseText }, done, fail) {
  let body = {};
  try { body = JSON.parse(responseText); } catch { /* a proxy's page: the status says it */ }
  if (status >= 200 && status < 300 && body.id) return done(body);
  fail(Object.assign(new Problem(status, body), { told: { ...body, status } }));
}
