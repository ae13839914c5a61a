import assert from "node:assert/strict";
import { test } from "node:test";
import {
  incidentId, modelAddress, modelKey, route, transcriptAddress, transcriptId
} from "../../WebUI/wwwroot/lib/route.js";

const ADDRESSES = [
  ["", "home", null, null],
  ["#/transcribe", "transcribe", null, null],
  ["#transcribe/t-1", "transcript", null, "t-1"],
  [transcriptAddress("t/1 ä"), "transcript", null, "t/1 ä"],
  ["#/health/incident/i-1", "incident", "i-1", null],
  ["#/health/t-1", "health", null, null],
  ["#/transcribe/%E0%A4%A", "transcribe", null, null]
];
for (const [hash, page, incident, transcript] of ADDRESSES)
  test(`The address “${hash}” names the page ${page}`, () => {
    globalThis.location = { hash };

    assert.deepEqual([route(), incidentId(), transcriptId()], [page, incident, transcript]);
  });

const MODELS = [["#models", "models", null], ["#/models/qwen3-vl", "model", "qwen3-vl"],
  [modelAddress("a.b"), "model", "a.b"], ["#/update", "update", null]];
for (const [hash, page, key] of MODELS)
  test(`The address “${hash}” names the page ${page} and the model ${key}`, () => {
    globalThis.location = { hash };

    assert.deepEqual([route(), modelKey()], [page, key]);
  });
