/**
 * The words of a line as a shell would read them: quotes keep blanks together, nothing else has a meaning.
 * @returns {string[] | null} null where a quote never ends
 */
export function words(line) {
  const found = [];
  let word = null, quote = null;
  for (let i = 0; i < line.length; i++) {
    const letter = line[i];
    if (quote) {
      if (letter === quote) quote = null;
      else if (letter === "\\" && quote === '"' && /["\\]/.test(line[i + 1] ?? "")) word += line[++i];
      else word += letter;
    } else if (letter === "'" || letter === '"') [quote, word] = [letter, word ?? ""];
    else if (letter === "\\" && i + 1 < line.length) word = (word ?? "") + line[++i];
    else if (/\s/.test(letter)) {
      if (word !== null) found.push(word);
      word = null;
    } else word = (word ?? "") + letter;
  }
  if (quote) return null;
  return word === null ? found : [...found, word];
}

/** A line that `words` reads as these. */
export const line = list => (list ?? []).map(word =>
  /^[^\s'"\\]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`).join(" ");
