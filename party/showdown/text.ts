/** Showdown's id of a user: what of a name is a letter or a digit. */
export function userId(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]+/g, "");
}

/**
 * A copy of a text that is a part of a larger one. A part keeps the whole in memory, as engines store it: a name would
 * keep the frame that it came in.
 */
export function detached(text: string): string {
  return [text, ""].join("\n").slice(0, -1);
}

/**
 * Reads the body of an answer as text.
 *
 * @throws when it has more bytes than that; what is over is not read
 */
export async function readText(response: Response, limit: number): Promise<string> {
  const reader = response.body?.getReader();
  if (!reader) return "";
  const decoder = new TextDecoder();
  const parts: string[] = [];
  for (let bytes = 0; ; ) {
    const { done, value } = await reader.read();
    if (done) return parts.join("") + decoder.decode();
    bytes += value.byteLength;
    if (bytes > limit) {
      await reader.cancel();
      throw new Error(`Cannot read the answer: it has more than ${limit} bytes`);
    }
    parts.push(decoder.decode(value, { stream: true }));
  }
}
