import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { jobCard, uploadCard } from "../../WebUI/wwwroot/lib/jobs.js";
import { Pace, roughly } from "../../WebUI/wwwroot/lib/pace.js";
import { baseName, fileSize, isSame, objection } from "../../WebUI/wwwroot/lib/recording.js";
import { trouble } from "../../WebUI/wwwroot/lib/transcript-problems.js";
import { headline, subline, summary } from "../../WebUI/wwwroot/lib/transcript-words.js";
import { START } from "./fixtures.mjs";

const GIB = 2 ** 30;

const FILES = [
  ["standup.m4a", "audio/mp4", 5, null],
  ["film.mkv", "video/x-matroska", 2 * GIB, null],
  ["voice.opus", "", 5, null],
  ["recording", "application/octet-stream", 5, null],
  ["talk.mp3", "text/plain", 5, null],
  ["notes.pdf", "application/pdf", 5, /^notes\.pdf is no recording/],
  ["standup.m4a", "audio/mp4", 0, /is empty, or a folder/],
  ["standup.m4a", "audio/mp4", 2 * GIB + 1, /^standup\.m4a has 2 GiB; at most 2 GiB can be sent\.$/]
];
for (const [name, type, size, expected] of FILES)
  test(`A file ${name} of ${size} bytes and kind "${type}" is ${expected ? "refused" : "sent"}`, () => {
    const found = objection({ name, type, size }, 2);
    if (expected) assert.match(found, expected); else assert.equal(found, null);
  });

test("A size is told in the unit that a person would take", () => {
  assert.deepEqual([1, 1023, 1536, 12 * 2 ** 20, 1.25 * GIB].map(fileSize),
    ["1 byte", "1,023 bytes", "1.5 KiB", "12 MiB", "1.3 GiB"]);
});

test("The same file has the same size, or the same name where the size is not known", () => {
  const file = { name: "a.wav", size: 10 };

  assert.deepEqual([isSame(file, { file_name: "a.wav", size_bytes: 10 }), isSame(file, { file_name: "a.wav" }),
    isSame(file, { file_name: "a.wav", size_bytes: 11 }), isSame(file, { file_name: "b.wav", size_bytes: 10 })],
  [true, true, false, true]);
  assert.deepEqual([baseName("a.b.wav"), baseName("plain"), baseName(undefined)], ["a.b", "plain", "transcript"]);
});

const job = (phase, more = {}) => ({ id: "t-1", phase, file_name: "standup.m4a", size_bytes: 3 * 2 ** 20,
  queue_position: null, duration: null, decoded_seconds: 0, transcribed_seconds: 0, diarized_seconds: 0, ...more });

test("One that waits tells its place, and how many are before it", () => {
  const words = at => jobCard(job("queued", { queue_position: at })).words;

  assert.deepEqual([null, 1, 2, 4].map(words), ["It waits for its turn.", "It is next.", "1 recording is before it.",
    "3 recordings are before it."]);
});

test("One that runs tells how much is read, heard and told apart, and nothing that is unknown", () => {
  const card = jobCard(job("running", { duration: 1440, decoded_seconds: 1200, transcribed_seconds: 1022 }),
    { left: 38_000, segments: [{ text: "a" }, { text: "b" }] });

  assert.deepEqual(card.hops.map(({ name, words }) => [name, words]),
    [["Read", "20:00 of 24:00"], ["Words", "17:02 of 24:00"], ["Speakers", "0:00 of 24:00"]]);
  assert.deepEqual([card.words, card.last, card.note], ["About 40 seconds left.", "b", "24:00"]);
  const blind = jobCard(job("running", { transcribed_seconds: 62, diarized_seconds: null }));
  assert.deepEqual(blind.hops.map(({ name, value, words }) => [name, value, words]),
    [["Read", null, "0:00"], ["Words", null, "1:02"]]);
  assert.equal(blind.words, "How long it takes is unknown.");
});

test("An upload tells how much of it has gone", () => {
  const file = { name: "a.wav", size: 4 * 2 ** 20 };
  const { hops, word } = uploadCard({ file, phase: "sending", part: 0.5 });

  assert.deepEqual([word, hops[0].words], ["Being sent", "2 MiB of 4 MiB"]);
  assert.equal(uploadCard({ file, phase: "waiting", part: 0 }).word, "Waits");
});

test("How long it still takes is known from one step to another, and not before", () => {
  const pace = new Pace();
  pace.see(0, 600);
  assert.equal(pace.left(5_000, 3600), null);
  pace.see(10_000, 1200);
  assert.equal(pace.left(10_000, 3600), null);
  pace.see(20_000, 1800);

  assert.equal(pace.left(20_000, 3600), 30_000);
  assert.equal(pace.left(25_000, 3600), 25_000);
  assert.equal(pace.left(90_000, 3600), 0);
  assert.equal(pace.left(20_000, null), null);
});

test("Who saw it wait knows its pace after the first step; one that begins anew is begun anew", () => {
  const pace = new Pace();
  pace.see(0, 0, true);
  pace.see(60_000, 0, true);
  pace.see(70_000, 600);
  assert.equal(pace.left(70_000, 1200), 10_000);
  pace.see(80_000, 0);
  assert.equal(pace.left(80_000, 1200), null);
});

test("Time left is told roughly", () => {
  assert.deepEqual([1_000, 38_000, 89_000, 100_000, 6_000_000].map(roughly),
    ["a few seconds", "about 40 seconds", "about 90 seconds", "about 2 minutes", "about 1 h 40 min"]);
});

const CODES = ["interrupted", "gpu_wedged", "busy", "window_failed", "window_refused", "no_audio", "damaged_audio", "empty_audio",
  "unknown_format", "ffmpeg_missing", "speech_unreachable", "redis_away", "cancelled", "too_large", "disk_full", "no_place"];
for (const code of CODES)
  test(`A problem ${code} says what to do`, () => {
    const found = trouble({ code, title: "It failed", detail: "At 10:00" });

    assert.deepEqual([found.title, found.detail], ["It failed.", "At 10:00."]);
    assert.ok(found.words.length > 10);
  });

test("Finished windows are said to be kept as long as they are", () => {
  const times = readFileSync(new URL("../../AudioProxy/Transcripts/TranscriptTimes.cs", import.meta.url), "utf8");
  const [, hours] = /WindowKept .* = TimeSpan\.FromHours\((\d+)\)/.exec(times);

  assert.equal(hours, "12");
  for (const code of ["window_failed", "gpu_wedged", "redis_away", "cancelled"])
    assert.match(trouble({ code }).words, / twelve hours\b/);
});

test("An interruption is no failure, and a wait is told", () => {
  assert.deepEqual([trouble({ code: "interrupted" }).state, trouble({ code: "gpu_wedged" }).state,
    trouble({ code: "no_audio" }).again], ["attention", "failed", false]);
  assert.match(trouble({ code: "busy", retry_after_seconds: 60 }).words, /^Wait 1 min\. Send it again/);
  assert.match(trouble({ status: 413 }).words, /raise the limit/);
  assert.equal(trouble({}).title, "It failed, and nobody said why.");
});

test("A finished one is told in a line, without what is unknown", () => {
  const done = { duration: 6728, speakers_detected: ["a", "b", "c"], language: "en" };

  assert.equal(summary(done, START), "1 h 52 min, three speakers, English.");
  assert.equal(summary({ ...done, models: { diarization: null } }, START), "1 h 52 min, English.");
  assert.equal(summary({ duration: null }, START), "");
  assert.match(summary({ duration: 12 }, START, { created_at: "2026-11-22T20:30:00Z",
    ended_at: "2026-11-22T20:33:41Z" }), /^12 s\. Transcribed .+, 3:41 after it was sent\.$/);
});

test("The head of the page names what is at work", () => {
  const running = { phase: "running", file_name: "a.wav" }, waits = { phase: "queued", file_name: "b.wav" };
  const sending = { phase: "sending", file: { name: "c.wav" } };

  assert.deepEqual([headline([], [running, waits]), headline([sending], []), headline([], [waits]), headline([], [])],
    ["Transcribing a.wav", "Sending c.wav", "One recording waits", "Transcribe"]);
  assert.equal(subline([], [running, waits]), "1 recording waiting. You can close this page: the panel goes on.");
  assert.match(subline([sending], []), /^1 file to be sent\. Keep this page open/);
});
