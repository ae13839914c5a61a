// Finds the services through SparkControl and reports how they did: node client.mjs [http://panel:9999]
const panel = process.argv[2] ?? "http://localhost:9999";

async function ask(path, body) {
  const request = body && { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  const answer = await fetch(panel + path, { ...request, signal: AbortSignal.timeout(5000) });
  if (!answer.ok) throw new Error((await answer.json()).detail);
  return answer.headers.get("content-type")?.includes("json") ? answer.json() : null;
}

for (const [name, service] of Object.entries(await ask("/api/endpoints"))) {
  console.log(name, service.ready ? "ready" : "not ready", service.base_url);
  if (!service.ready) continue;
  const begun = performance.now();
  // ... use service.base_url here, and say how it went:
  await ask("/api/health-event", { service: name, ok: true, source: "client.mjs", ms: performance.now() - begun });
}
