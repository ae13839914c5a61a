/** What a service said. */
export type Answer = { status: number; text: string };

/**
 * Asks a service of this package; null when it does not answer.
 * @param port Its port.
 * @param path With its slash.
 * @param seconds How long it may take.
 */
export async function ask(port: number, path: string, seconds = 3, method = "GET"): Promise<Answer | null> {
  try {
    const signal = AbortSignal.timeout(seconds * 1000);
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { method, signal });
    return { status: response.status, text: await response.text() };
  } catch {
    return null;
  }
}
