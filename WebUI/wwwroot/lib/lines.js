/* A line of a log as a person reads it. */

// CSI, OSC (to BEL or ST), and short escapes (ESC 7, ESC ( B); then what is left of control characters except tab.
const ESCAPES = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[ -/]*[0-~])/g;
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f]/g;

/** The text as a terminal would leave it: no escapes, of several `\r` updates the last that says something. */
export function plain(raw) {
  let text = raw;
  if (text.includes("\u001b")) text = text.replace(ESCAPES, "");
  if (text.includes("\r")) text = text.split("\r").findLast(part => part.trim()) ?? "";
  return text.replace(CONTROLS, "");
}

const BAR = /\d+%\s*(?:Completed)?\s*\|/;

/** Two updates of one progress bar have the same key, however its figures are padded; null for any other line. */
export function barKey(text) {
  const found = BAR.exec(text);
  return found ? text.slice(0, found.index).trimEnd().replace(/[\d.]+/g, "#") : null;
}

export function level(text) {
  if (/\b(?:ERROR|CRITICAL|FATAL)\b|^Traceback |(?:Error|Exception): /.test(text)) return "error";
  return /\bWARN(?:ING)?\b/.test(text) ? "warning" : undefined;
}

const GLOSSES = [
  ["No available shared memory broadcast block found",
    "Harmless: the engine waits while the workers read the weights."],
  ["No current placement group found. Creating a new placement group", "Harmless: Ray makes room for the two workers."],
  ["cannot set terminal process group", "Harmless: the launcher runs without a terminal."],
  ["no job control in this shell", "Harmless: the launcher runs without a terminal."],
  ["is not supported by this PyTorch", "Harmless: PyTorch does not list the GB10 yet; its kernels run."],
  ["Found GPU0 NVIDIA GB10 which is of cuda capability",
    "Harmless: PyTorch does not list the GB10 yet; its kernels run."],
  ["No host specified, skipping copy.", "As it should be: nothing was to be copied."],
  ["Engine core initialization failed. See root cause above.",
    "An echo: the cause is the first error above this line."],
  ["Command dispatched in background", "This says that the launcher has let go, not that the model runs."]
];

export const gloss = text => GLOSSES.find(([part]) => text.includes(part))?.[1] ?? null;
