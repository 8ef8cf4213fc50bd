export interface LimitOptions {
  /** Requests allowed per window, webhook and verb. */
  limit: number;
  windowMs: number;
  /** Requests allowed per second, all in all. */
  globalLimit: number;
  /** Invalid requests within ten minutes before a sender is banned. */
  invalidLimit: number;
  /** Milliseconds since the epoch. */
  now: () => number;
}

/** Whether a request may pass, and what the answer's headers say of that. Durations are seconds. */
export type Passage =
  | { allowed: true; headers: Record<string, string> }
  | { allowed: false; scope: "user" | "global" | "banned"; after: number; headers: Record<string, string> };

export interface Limits {
  /** Counts a request of a webhook. */
  pass(webhook: string, verb: string): Passage;
  /** Counts an answer: 401, 403, 404 of a webhook and 429 of one's own lead to a ban. */
  answered(status: number, scope?: string): void;
}

const BAN_WINDOW_MS = 600_000;
const INVALID = new Set([401, 403, 404, 429]);

/** Discord's documented limits: buckets by route and webhook, one for all, and the ban for invalid requests. */
export function createLimits(options: LimitOptions): Limits {
  const { limit, windowMs, globalLimit, invalidLimit, now } = options;
  const windows = new Map<string, { ends: number; used: number }>();
  let invalid: number[] = [];

  const use = (key: string, most: number, ms: number) => {
    const time = now();
    for (const [known, { ends }] of windows) if (ends <= time) windows.delete(known);
    const window = windows.get(key) ?? { ends: time + ms, used: 0 };
    windows.set(key, window);
    const allowed = window.used < most;
    if (allowed) window.used++;
    return { allowed, remaining: most - window.used, ends: window.ends, after: (window.ends - time) / 1000 };
  };

  return {
    pass(webhook, verb) {
      invalid = invalid.filter((time) => time > now() - BAN_WINDOW_MS);
      const [first] = invalid;
      if (first !== undefined && invalid.length >= invalidLimit) {
        const after = (first + BAN_WINDOW_MS - now()) / 1000;
        return {
          allowed: false,
          scope: "banned",
          after,
          headers: { "retry-after": String(Math.ceil(after)) },
        };
      }
      const all = use("", globalLimit, 1000);
      if (!all.allowed) {
        const headers = { "retry-after": String(Math.ceil(all.after)), "x-ratelimit-global": "true" };
        return { allowed: false, scope: "global", after: all.after, headers };
      }
      const bucket = use(`${webhook} ${verb}`, limit, windowMs);
      const headers = {
        "x-ratelimit-limit": String(limit),
        "x-ratelimit-remaining": String(bucket.remaining),
        "x-ratelimit-reset": (bucket.ends / 1000).toFixed(3),
        "x-ratelimit-reset-after": bucket.after.toFixed(3),
        "x-ratelimit-bucket": `webhook-${verb}`,
      };
      if (bucket.allowed) return { allowed: true, headers };
      const refused = { ...headers, "retry-after": String(Math.ceil(bucket.after)) };
      return { allowed: false, scope: "user", after: bucket.after, headers: refused };
    },
    answered(status, scope) {
      if (INVALID.has(status) && scope !== "shared") invalid.push(now());
    },
  };
}
