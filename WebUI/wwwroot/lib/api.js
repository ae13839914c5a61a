/** What the panel answered when it would not: RFC 9457, its `detail` is for a person. */
export class Problem extends Error {
  /**
   * @param {{ title?: string, detail?: string, code?: string, holder?: string, seconds_remaining?: number, id?: string,
   *           url?: string,
   *           errors?: Record<string, string[]> }} body
   */
  constructor(status, body) {
    super(body.detail ?? body.title ?? `The panel answered ${status}.`);
    const { title, code, holder, seconds_remaining: seconds, id, url } = body;
    Object.assign(this, { status, title, code, holder, seconds, id, url, errors: fields(body.errors) });
  }
}

export const get = path => call("GET", path);
export const post = (path, body = {}) => call("POST", path, body);
export const put = (path, body) => call("PUT", path, body);
export const remove = (path, body) => call("DELETE", path, body);

/** What a GET gives, as a file. @returns {Promise<Blob>} */
export const file = async path => (await asked("GET", path, undefined, "*/*")).blob();

const SILENT = "The panel does not answer.";

/** The answer may have been lost on its way back. */
const LOST = "The panel does not answer. Whether it has done it is not known: look before you do it again.";

async function call(method, path, body) {
  return (await asked(method, path, body)).json().catch(() => ({}));
}

async function asked(method, path, body, accept = "application/json") {
  const response = await fetch(path, {
    method,
    headers: { accept, ...body && { "content-type": "application/json" } },
    body: body && JSON.stringify(body)
  }).catch(() => { throw new Problem(0, { code: "no_answer", detail: method === "GET" ? SILENT : LOST }); });
  if (!response.ok) throw new Problem(response.status, await response.json().catch(() => ({})));
  return response;
}

/** Validation names fields as C# or as JSON does; the page knows them by their JSON names. */
function fields(errors = {}) {
  return Object.fromEntries(Object.entries(errors).map(([name, texts]) =>
    [name.split(".").at(-1).replace(/([a-z\d])([A-Z])/g, "$1_$2").toLowerCase(), texts]));
}
