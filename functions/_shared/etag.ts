const encoder = new TextEncoder();

/** A text's mark for HTTP: the same for the same text, and for no other. 128 bits of SHA-256. */
export async function etagOf(text: string): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", encoder.encode(text))).subarray(0, 16);
  const letters = btoa(String.fromCharCode(...hash))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
  return `"${letters}"`;
}

/** Whether an `if-none-match` header names the mark. A proxy that compressed the body made it a weak one. */
export function isKnown(header: string | null, etag: string): boolean {
  return (header ?? "")
    .split(",")
    .some((one) => one.trim() === "*" || one.trim().replace(/^W\//, "") === etag);
}
