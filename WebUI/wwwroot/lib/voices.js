/**
 * Who speaks in a transcript, as this device names them. Two labels with one name are one person.
 * @typedef {{ label: string, name: string, own: string, voice: number, sign: string, share: number }} Voice
 *   `own` is the name without a rename, `voice` the colour and shape (1, 2 …), `sign` a letter or a figure
 */

/** "Speaker_0" is the first one to a person. */
export const ownName = label => label.replace(/^speaker[_ ]?(\d+)$/i, (_, n) => `Speaker ${Number(n) + 1}`);

/**
 * @param {object[]} segments @param {Record<string, string>} names by label
 * @param {string[]} [detected] in this order, then as they come
 * @returns {Voice[]}
 */
export function voices(segments, names = {}, detected = []) {
  const spoken = new Map(detected.map(label => [label, 0]));
  for (const { speaker, start_ms: from, end_ms: to } of segments)
    if (speaker) spoken.set(speaker, (spoken.get(speaker) ?? 0) + Math.max(0, to - from));
  const all = [...spoken.values()].reduce((sum, ms) => sum + ms, 0);
  const numbers = new Map(); // of names
  return [...spoken].map(([label, ms]) => {
    const own = ownName(label), name = names[label]?.trim() || own;
    if (!numbers.has(name)) numbers.set(name, numbers.size + 1);
    return { label, name, own, voice: numbers.get(name), sign: sign(name), share: all ? ms / all : 0 };
  });
}

/** "Maren" → "M", "Speaker 3" → "3". */
function sign(name) {
  const figure = /^Speaker (\d{1,2})$/.exec(name)?.[1];
  return figure ?? ([...name][0] ?? "?").toUpperCase();
}

/** "46 %", "under 1 %" for little, "" where nobody spoke. */
export function shareWords(share) {
  if (share === 0) return "";
  return share < 0.01 ? "under 1 %" : `${Math.round(share * 100)} %`;
}
