import assert from "node:assert/strict";
import { test } from "node:test";
import { asText, fileAddress } from "../../WebUI/wwwroot/lib/transcript-formats.js";
import { lineAt, turns } from "../../WebUI/wwwroot/lib/turns.js";
import { voiceLanes } from "../../WebUI/wwwroot/lib/voice-lanes.js";
import { ownName, shareWords, voices } from "../../WebUI/wwwroot/lib/voices.js";
import { notes } from "../../WebUI/wwwroot/lib/warnings.js";

const line = (second, speaker, text, seconds = 2) =>
  ({ start_ms: second * 1000, end_ms: (second + seconds) * 1000, speaker, text });
const talk = [line(0, "Speaker_0", "What?"), line(4, "Speaker_1", "The smell."), line(6, "Speaker_1", "Bread."),
  line(10, "Speaker_0", "Nobody?"), line(20, "Speaker_2", "I did.", 4)];
const read = (segments, names, found = []) => turns(segments, voices(segments, names), found);
const shape = rows => rows.map(row => row.kind === "note" ? row.text
  : `${row.voice?.name ?? "nobody"}: ${row.lines.map(({ text }) => text).join(" ")}`);

test("A label is a person's name: the first one is Speaker 1", () => {
  assert.deepEqual(["Speaker_0", "speaker_11", "Maren", "SPK A"].map(ownName),
    ["Speaker 1", "Speaker 12", "Maren", "SPK A"]);
});

test("Speakers come as they were found, with their part of what is said", () => {
  const found = voices(talk, { Speaker_1: " Jonas " }, ["Speaker_0", "Speaker_1", "Speaker_2", "Speaker_3"]);

  assert.deepEqual(found.map(({ name, sign, voice }) => [name, sign, voice]),
    [["Speaker 1", "1", 1], ["Jonas", "J", 2], ["Speaker 3", "3", 3], ["Speaker 4", "4", 4]]);
  assert.deepEqual(found.map(({ share }) => shareWords(share)), ["33 %", "33 %", "33 %", ""]);
  assert.equal(shareWords(0.002), "under 1 %");
});

test("Two labels with one name are one person, in mark and turns", () => {
  const names = { Speaker_0: "Maren", Speaker_1: "Maren" };

  assert.deepEqual(voices(talk, names).map(({ voice }) => voice), [1, 1, 2]);
  assert.deepEqual(shape(read(talk, names)), ["Maren: What? The smell. Bread. Nobody?", "Speaker 3: I did."]);
});

test("What one says in a row is a turn, and a long one is begun anew", () => {
  assert.deepEqual(shape(read(talk)),
    ["Speaker 1: What?", "Speaker 2: The smell. Bread.", "Speaker 1: Nobody?", "Speaker 3: I did."]);
  const many = Array.from({ length: 20 }, (_, i) => line(3 * i, "Speaker_0", "x"));
  assert.deepEqual(read(many).map(({ lines }) => lines.length), [8, 8, 4]);
  assert.deepEqual(read([line(0, "a", "x", 89), line(91, "a", "y")]).length, 2);
});

test("A text without speakers has turns without names", () => {
  assert.deepEqual(shape(read([line(0, null, "a"), line(3, null, "b")])), ["nobody: a b"]);
  assert.deepEqual(voices([line(0, null, "a")]), []);
});

test("A doubt stands before the line of its minute, one about all of it before everything, a late one last", () => {
  const found = notes(["At 0:05 it was hard.", { title: "A fifth voice", detail: "could not be told apart" },
    { message: "Later", start_ms: 90_000 }, ""]);

  assert.deepEqual(shape(read(talk, {}, found)), ["A fifth voice: could not be told apart", "Speaker 1: What?",
    "Speaker 2: The smell.", "At 0:05 it was hard.", "Speaker 2: Bread.", "Speaker 1: Nobody?", "Speaker 3: I did.",
    "Later"]);
});

const TIMES = [["Between 1:04:10 and 1:05:00 nobody", 3_850_000], ["from 64:10 on", 3_850_000],
  ["in minute 12", 720_000], ["no time at all, 3 voices", null]];
for (const [words, at] of TIMES)
  test(`The time of “${words}” is ${at ?? "not known"}`, () => assert.equal(notes([words])[0].at, at));

test("A turn looks the same as long as it says the same", () => {
  const [before, after] = [read(talk), read([...talk, line(26, "Speaker_2", "Yes.")])];

  assert.deepEqual(after.map(({ key }, i) => key === before[i]?.key), [true, true, true, false]);
  assert.notEqual(read(talk, { Speaker_0: "Maren" })[0].key, before[0].key);
});

test("The line that is heard is the last one that has begun", () => {
  assert.deepEqual([-1, 0, 4_000, 9_999, 10_000, 99_000].map(ms => lineAt(talk, ms)), [-1, 0, 1, 2, 3, 4]);
  assert.equal(lineAt([], 5), -1);
});

test("Each voice has a lane, what touches is one piece, and nothing stands outside", () => {
  const lanes = voiceLanes([...talk, line(29, "Speaker_2", "x", 9)], voices(talk), 30_000, 30);

  assert.deepEqual(lanes.filter(({ voice }) => voice === 2), [{ voice: 2, at: 4 / 30, size: 5 / 30 }]);
  assert.deepEqual(lanes.at(-1), { voice: 3, at: 29 / 30, size: 1 / 30 });
  assert.deepEqual(voiceLanes(talk, voices(talk), 0), []);
});

test("Text has a line for each, with time and name, and no line end within", () => {
  const talked = [line(0, "Maren", "A <b> & so\n\non"), line(3661, "Jonas K.", "Yes.", 1.25), line(3670, null, "Hm.")];

  assert.equal(asText(talked), "[0:00] Maren: A <b> & so on\n[1:01:01] Jonas K.: Yes.\n[1:01:10] Hm.");
  assert.equal(asText([]), "");
});

test("The panel makes each file, with the names of this page where they are told", () => {
  const named = [{ label: "Speaker_0", name: "Maren & Jo: both" }, { label: "Speaker_1", name: "Speaker 2" }];

  assert.equal(fileAddress("t-1", "json", []), "/api/audio/transcripts/t-1?format=json");
  const { pathname, searchParams } = new URL(fileAddress("t-1", "srt", named), "http://panel");
  assert.deepEqual([pathname, searchParams.get("format"), searchParams.getAll("name")],
    ["/api/audio/transcripts/t-1", "srt", ["Speaker_0:Maren & Jo: both", "Speaker_1:Speaker 2"]]);
});

test("A doubt names speakers as the page does", () => {
  const found = notes(["At minute 4 a voice is called Speaker_1 that was Speaker_10 a moment before."],
    [{ label: "Speaker_1", name: "Maren" }, { label: "Speaker_10", name: "Speaker 11" }]);

  assert.equal(found[0].text, "At minute 4 a voice is called Maren that was Speaker 11 a moment before.");
});
