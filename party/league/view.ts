import * as z from "zod";
import { etagOf } from "../../functions/_shared/etag.ts";

/** The body of a view as the database told it, as JSON text. */
export interface View {
  text: string;
  /** The views that it is made of: one that changes may have changed it. */
  follows: readonly string[];
  /** The same for the same text, and for no other. */
  etag: string;
  /** What the text takes as UTF-8. */
  bytes: number;
}

const encoder = new TextEncoder();

/** Marks a text with its hash. */
export async function viewOf(text: string): Promise<View> {
  return { text, follows: followsOf(text), etag: await etagOf(text), bytes: encoder.encode(text).length };
}

const Follower = z.object({ follows: z.array(z.string()) });

/** The views that are made of others, which their bodies name. */
export function isFollower(tag: string): boolean {
  return /^(leagues$|(league|season|team|match|player|battle):)/.test(tag);
}

function followsOf(text: string): string[] {
  // Most bodies name none, and need not be read for it.
  return text.includes('"follows"') ? (Follower.safeParse(JSON.parse(text)).data?.follows ?? []) : [];
}
