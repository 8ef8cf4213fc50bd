import { etagOf } from "../../functions/_shared/etag.ts";

/** The body of a view as the database told it, as JSON text. */
export interface View {
  text: string;
  /** The same for the same text, and for no other. */
  etag: string;
  /** What the text takes as UTF-8. */
  bytes: number;
}

const encoder = new TextEncoder();

/** Marks a text with its hash. */
export async function viewOf(text: string): Promise<View> {
  return { text, etag: await etagOf(text), bytes: encoder.encode(text).length };
}
