// Stand-ins for the services of the package: real servers on free ports, in place of those that the package asks.
import { createServer } from "node:http";
import { after } from "node:test";

const asked = globalThis.fetch;
const standIns = new Map();

globalThis.fetch = (url, options) => {
  const address = new URL(url);
  address.port = String(standIns.get(Number(address.port)) ?? 1);
  return asked(address, options);
};

/**
 * Answers in place of a service. The requests come back as "METHOD path".
 * @param {number} port The one that the package asks.
 * @param {() => [number, string | object]} answer Status and body.
 */
export async function standIn(port, answer) {
  const requests = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    const [status, body] = answer();
    response.writeHead(status).end(typeof body === "string" ? body : JSON.stringify(body));
  });
  await new Promise(then => server.listen(0, "127.0.0.1", then));
  standIns.set(port, server.address().port);
  after(() => server.close());
  return requests;
}

/** From now on nobody answers there. */
export const silence = port => standIns.delete(port);
