/** What the panel answered when it would not: RFC 9457, its `detail` is for a person. */
export class Problem extends Error {
  /** @param {{ title?: string, detail?: string, code?: string, errors?: Record<string, string[]>, id?: string }} body */
  constructor(status, body) {
    super(body.detail ?? body.title ?? `The panel answered ${status}.`);
    Object.assign(this, { status, title: body.title, code: body.code, errors: fields(body.errors), id: body.id });
  }
}

export const get = path => call("GET", path);
export const post = (path, body = {}) => call("POST", path, body);
export const put = (path, body) => call("PUT", path, body);

async function call(method, path, body) {
  const response = await fetch(path, {
    method,
    headers: { accept: "application/json", ...body && { "content-type": "application/json" } },
    body: body && JSON.stringify(body)
  }).catch(() => { throw new Problem(0,
    { title: "No answer", detail: "The panel does not answer. Nothing was changed as far as this page knows." }); });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Problem(response.status, answer);
  return answer;
}

/** Validation names fields as C# or as JSON does; the page knows them by their JSON names. */
function fields(errors = {}) {
  return Object.fromEntries(Object.entries(errors).map(([name, texts]) =>
    [name.split(".").at(-1).replace(/([a-z\d])([A-Z])/g, "$1_$2").toLowerCase(), texts]));
}
