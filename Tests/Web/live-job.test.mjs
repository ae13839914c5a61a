import assert from "node:assert/strict";
import { after, test } from "node:test";
import { LiveJob } from "../../WebUI/wwwroot/lib/live-job.js";
import { Transcripts } from "../../WebUI/wwwroot/lib/transcripts.js";

/* A panel that is played: what it answers by path, and streams that the test writes into. */

const asked = [], streams = [];
let answers = {};

globalThis.fetch = async (path, { method = "GET", headers, signal }) => {
  asked.push(`${method} ${path}`);
  if (path.endsWith("/stream")) return stream(headers, signal);
  const body = answers[path];
  if (body instanceof Response) return body;
  return body ? Response.json(body) : Response.json({ title: "It is not kept" }, { status: 404 });
};

function stream(headers, signal) {
  let out;
  const body = new ReadableStream({ start(controller) { out = controller; } });
  signal.addEventListener("abort", () => { try { out.error(signal.reason); } catch { /* it has ended */ } });
  const write = text => out.enqueue(new TextEncoder().encode(text));
  streams.push({ from: headers["last-event-id"],
    end: () => { try { out.close(); } catch { /* it has ended */ } },
    says: (type, data) => write(`event: ${type}\ndata: ${JSON.stringify(data)}\n\n`) });
  return new Response(body);
}

const state = (id, phase, more = {}) =>
  ({ id, phase, file_name: `${id}.wav`, created_at: "2026-11-22T20:00:00Z", ...more });
const line = text => ({ start_ms: 0, end_ms: 1, speaker: "Speaker_0", text });
const PATH = "/api/audio/transcripts/t-1";

/** Until it holds: what is played comes a few turns of the loop later. */
async function until(holds) {
  for (let i = 0; i < 200 && !holds(); i++) await new Promise(done => setTimeout(done, 5));
  assert.ok(holds(), String(holds));
}

/** A stream that is left open is waited for, as a browser would, for a minute. */
function endAll() {
  for (const { end } of streams) end();
}

after(endAll);

function begin(first) {
  endAll();
  asked.length = streams.length = 0;
  answers = { [PATH]: first };
  const job = new LiveJob("t-1", () => {});
  job.begin();
  return job;
}

const texts = ({ segments }) => segments.map(({ text }) => text);

test("A text comes line by line, each once, and its lines stay when the whole is there", async () => {
  const job = begin(state("t-1", "running"));
  await until(() => streams.length === 1);
  streams[0].says("segments", { from: 0, segments: [line("a"), line("b")] });
  streams[0].says("segments", { from: 1, segments: [line("b"), line("c")] });
  await until(() => job.segments.length === 3);
  assert.deepEqual(texts(job), ["a", "b", "c"]);

  streams[0].says("done", { duration: 3, segments: [line("abc")], speakers_detected: ["Speaker_0"] });
  await until(() => job.isOver);
  assert.deepEqual([texts(job), job.state.phase, job.state.duration], [["a", "b", "c"], "done", 3]);
});

test("A stream that was left is taken up at its line, and nobody reads meanwhile", async () => {
  const job = begin(state("t-1", "running"));
  await until(() => streams.length === 1);
  streams[0].says("segments", { from: 0, segments: [line("a"), line("b")] });
  await until(() => job.segments.length === 2);
  job.end();
  const before = asked.length;
  await new Promise(done => setTimeout(done, 20));
  assert.equal(asked.length, before);

  job.begin();
  await until(() => streams.length === 2);
  assert.deepEqual([streams[0].from, streams[1].from], [undefined, "2"]);
  streams[1].says("segments", { from: 2, segments: [line("c")] });
  await until(() => job.segments.length === 3);
  job.end();
});

test("One that is finished is read without a stream", async () => {
  const job = begin(state("t-1", "done"));
  answers[`${PATH}?format=json&lines=true`] = { duration: 2, segments: [], speakers_detected: [] };
  await until(() => job.isOver);

  assert.deepEqual([job.result.segments, streams.length], [[], 0]);
});

test("One that fails while it is followed says why, and keeps what was heard", async () => {
  const job = begin(state("t-1", "running"));
  await until(() => streams.length === 1);
  streams[0].says("segments", { from: 0, segments: [line("a")] });
  streams[0].says("failed", { code: "gpu_wedged", title: "The GPU hangs" });
  streams[0].end();
  await until(() => job.isOver);

  assert.deepEqual([job.state.phase, job.state.problem.code, texts(job)], ["failed", "gpu_wedged", ["a"]]);
});

test("One that is not kept is gone", async () => {
  const job = begin(undefined);
  await until(() => job.isGone);
  assert.equal(job.isOver, true);
});

test("The one that runs is followed, then the one that has waited longest; who leaves follows none", async () => {
  asked.length = streams.length = 0;
  const list = [state("t-3", "queued", { created_at: "2026-11-22T20:03:00Z" }),
    state("t-2", "queued", { created_at: "2026-11-22T20:02:00Z" }), state("t-1", "running")];
  answers = { "/api/audio/transcripts": { transcripts: list } };
  for (const one of list) answers[`/api/audio/transcripts/${one.id}`] = one;
  const transcripts = new Transcripts(() => {});
  transcripts.look("all");
  await until(() => streams.length === 1);
  assert.deepEqual([transcripts.live.id, transcripts.isBusy], ["t-1", true]);

  streams[0].says("failed", { code: "cancelled" });
  await until(() => transcripts.live?.id === "t-2");
  assert.deepEqual(transcripts.all.map(({ id, phase }) => `${id} ${phase}`),
    ["t-3 queued", "t-2 queued", "t-1 cancelled"]);
  transcripts.look(null);
  assert.equal(transcripts.live, null);
});

test("A list that cannot be read says so and keeps what it had", async () => {
  answers = { "/api/audio/transcripts": { transcripts: [state("t-1", "done")] } };
  const transcripts = new Transcripts(() => {});
  await transcripts.read();
  answers = {};
  await transcripts.read();

  assert.deepEqual([transcripts.all.length, transcripts.problem.status, transcripts.isRead], [1, 404, true]);
});

test("Of this device's own, one that has ended is asked for once, and nobody waits for it on other pages", async () => {
  const store = new Map();
  globalThis.localStorage = { getItem: key => store.get(key) ?? null, setItem: (key, text) => store.set(key, text) };
  asked.length = 0;
  answers = { "/api/audio/transcripts": { transcripts: [] }, [PATH]: state("t-1", "done") };
  const transcripts = new Transcripts(() => {});
  transcripts.add("t-1");
  await until(() => transcripts.isRead);
  await transcripts.read();
  transcripts.tick(Date.now() + 60_000);

  assert.deepEqual([transcripts.all.length, asked.filter(path => path === `GET ${PATH}`).length], [1, 1]);
  assert.equal(asked.filter(path => path === "GET /api/audio/transcripts").length, 2);
});

test("One of this device that is at work is looked after on other pages, and one that is gone is forgotten", async () => {
  const store = new Map();
  globalThis.localStorage = { getItem: key => store.get(key) ?? null, setItem: (key, text) => store.set(key, text) };
  answers = { "/api/audio/transcripts": { transcripts: [] }, [PATH]: state("t-1", "queued") };
  const transcripts = new Transcripts(() => {});
  transcripts.add("t-1");
  await until(() => transcripts.isRead);
  assert.equal(transcripts.isBusy, true);

  delete answers[PATH];
  transcripts.tick(Date.now() + 60_000);
  await until(() => transcripts.all.length === 0);
  assert.deepEqual([transcripts.isBusy, store.get("transcripts")], [false, "{}"]);
});

test("A cancel is for one that runs: one that has ended meanwhile stays, and that is told", async () => {
  asked.length = 0;
  answers = { "/api/audio/transcripts": { transcripts: [state("t-1", "running")] },
    [`${PATH}?if=running`]: Response.json({ code: "has_ended" }, { status: 409 }) };
  const transcripts = new Transcripts(() => {});
  await transcripts.read();

  assert.equal(await transcripts.cancel("t-1"), false);
  assert.deepEqual([transcripts.all.length, asked.includes(`DELETE ${PATH}?if=running`)], [1, true]);
  answers[`${PATH}?if=running`] = Response.json({});
  assert.equal(await transcripts.cancel("t-1"), true);
});
