import * as z from "zod";

/** What an answer of Discord says of its rate limits. Durations are seconds. */
export interface Limits {
  /** Discord's name of what it counts together. */
  bucket?: string;
  /** Requests that the bucket takes in a window. */
  limit?: number;
  remaining?: number;
  resetAfter?: number;
  /** Refused, and welcome again after that. */
  retryAfter?: number;
  /** The refusal is of everything that we send, not of this bucket. */
  global?: boolean;
}

const Refusal = z.object({ retry_after: z.coerce.number(), global: z.boolean() }).partial();

/** No wait is longer, whatever an answer says. */
const LONGEST_SECONDS = 86_400;

/** Waits longer than this are milliseconds that claim to be seconds. */
const LIKELY_SECONDS = 3600;

/** Reads the limits of an answer; `null` where it has none. */
export function readLimits({ status, headers }: Response, body: unknown): Limits | null {
  const limits: Limits = {};
  const bucket = headers.get("x-ratelimit-bucket");
  const limit = number(headers.get("x-ratelimit-limit"));
  const remaining = number(headers.get("x-ratelimit-remaining"));
  const resetAfter = number(headers.get("x-ratelimit-reset-after"));
  if (bucket) limits.bucket = bucket.slice(0, 100);
  if (limit !== null) limits.limit = Math.floor(Math.min(limit, 1_000_000));
  if (remaining !== null) limits.remaining = Math.floor(Math.min(remaining, 1_000_000));
  if (resetAfter !== null) limits.resetAfter = Math.min(resetAfter, LONGEST_SECONDS);
  if (status === 429) Object.assign(limits, readRefusal(headers, body));
  return Object.keys(limits).length > 0 ? limits : null;
}

function readRefusal(headers: Headers, body: unknown): Pick<Limits, "retryAfter" | "global"> {
  const refusal = Refusal.safeParse(body).data;
  const header = number(headers.get("retry-after"));
  const reset = number(headers.get("x-ratelimit-reset-after"));
  return {
    retryAfter: seconds(refusal?.retry_after ?? null, header, reset),
    // What stands before Discord refuses without its body, and refuses the sender.
    global:
      refusal?.global ??
      (headers.has("x-ratelimit-global") ||
        headers.get("x-ratelimit-scope") === "global" ||
        (refusal?.retry_after === undefined && !headers.has("x-ratelimit-bucket"))),
  };
}

/**
 * Seconds, from values that are documented as seconds and at times were milliseconds. What the other headers say tells
 * which; without them, an unlikely length does. A header alone is believed: bans last for hours.
 */
function seconds(told: number | null, header: number | null, reset: number | null): number {
  const given = told ?? header;
  if (given === null || given <= 0) return 1;
  const other = reset ?? (told === header ? null : header);
  const longest =
    other !== null ? 100 * Math.max(1, other) : told === null ? LONGEST_SECONDS : LIKELY_SECONDS;
  return Math.min(given > longest ? given / 1000 : given, LONGEST_SECONDS);
}

function number(text: string | null): number | null {
  if (text === null || text === "") return null;
  const value = Number(text);
  return Number.isFinite(value) && value >= 0 ? value : null;
}
