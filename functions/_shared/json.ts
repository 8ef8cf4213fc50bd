/** Reads what may be JSON. What is none is `undefined`: a schema refuses it as any other value of the wrong shape. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
