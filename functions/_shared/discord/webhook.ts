import * as z from "zod";
import type { DiscordMessage } from "./embed.ts";

/** Where messages are posted. */
export interface DiscordTarget {
  /** `https://discord.com/api/v10` */
  api: string;
  id: string;
  token: string;
}

/**
 * What Discord made of a message.
 *
 * - `sent`: stored; `restSeconds` is how long the webhook takes no further one, 0 when it does;
 * - `limited`: not stored, a rate limit; `global` concerns every webhook;
 * - `gone`: the webhook is not there or not ours: using it again leads to a ban;
 * - `missing`: the message to edit was deleted;
 * - `rejected`: the message itself is wrong;
 * - `ambiguous`: it left and no answer came: it may be stored;
 * - `failed`: not stored, Discord's fault or the network's.
 */
export type SendOutcome =
  | { kind: "sent"; messageId: string; restSeconds: number }
  | { kind: "limited"; seconds: number; global: boolean }
  | { kind: "gone"; status: number; reason: string }
  | { kind: "missing"; reason: string }
  | { kind: "rejected"; status: number; reason: string }
  | { kind: "ambiguous"; reason: string }
  | { kind: "failed"; reason: string };

export interface SendOptions {
  fetch: typeof fetch;
  /** Milliseconds until an answer is given up. @default 8_000 */
  timeoutMs?: number;
}

const Stored = z.object({ id: z.string().min(1) });
const Refusal = z.object({ message: z.string(), code: z.number() }).partial();
const Limited = z.object({ retry_after: z.coerce.number(), global: z.boolean() }).partial();

const UNKNOWN_MESSAGE = 10008;

/** Answers of a gateway that passed the message on and heard nothing of it: 504, and Cloudflare's own. */
const PASSED_ON = new Set([504, 524]);

/** No wait is longer, whatever an answer says. */
const LONGEST_REST_SECONDS = 86_400;

/** Waits longer than this are milliseconds that claim to be seconds. */
const LONGEST_WAIT_SECONDS = 3600;

/** Posts a message, or edits the one that `messageId` names. Never throws for what Discord or the network does. */
export async function send(
  target: DiscordTarget,
  message: DiscordMessage,
  messageId: string | null,
  { fetch, timeoutMs = 8000 }: SendOptions,
): Promise<SendOutcome> {
  const webhook = `${target.api}/webhooks/${encodeURIComponent(target.id)}/${encodeURIComponent(target.token)}`;
  // Without wait=true Discord answers before it stores, and a message that it then drops looks sent.
  const url =
    messageId === null ? `${webhook}?wait=true` : `${webhook}/messages/${encodeURIComponent(messageId)}`;
  let response: Response;
  let body: unknown;
  try {
    response = await fetch(url, {
      method: messageId === null ? "POST" : "PATCH",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(message),
      signal: AbortSignal.timeout(timeoutMs),
    });
    body = parseJson(await response.text());
  } catch (error) {
    const reason = withoutSecret(describe(error), target.token);
    return neverLeft(error) ? { kind: "failed", reason } : { kind: "ambiguous", reason };
  }
  return read(response, body);
}

function read(response: Response, body: unknown): SendOutcome {
  const { status, headers } = response;
  if (response.ok) {
    const stored = Stored.safeParse(body);
    if (!stored.success)
      return { kind: "ambiguous", reason: `Discord answered ${status} without a message id` };
    const exhausted = headers.get("x-ratelimit-remaining") === "0";
    const restSeconds = exhausted ? wait(headers.get("x-ratelimit-reset-after"), 0) : 0;
    return { kind: "sent", messageId: stored.data.id, restSeconds };
  }
  if (status === 429) {
    const limited = Limited.safeParse(body).data;
    const seconds = wait(limited?.retry_after ?? headers.get("retry-after"), 1, headers.get("retry-after"));
    return { kind: "limited", seconds, global: limited?.global ?? headers.has("x-ratelimit-global") };
  }
  const refusal = Refusal.safeParse(body).data;
  const reason = `Discord answered ${status}${refusal?.message ? `: ${refusal.message.slice(0, 300)}` : ""}`;
  if (status === 404 && refusal?.code === UNKNOWN_MESSAGE) return { kind: "missing", reason };
  if (status === 401 || status === 403 || status === 404) return { kind: "gone", status, reason };
  if (status >= 400 && status < 500 && status !== 408) return { kind: "rejected", status, reason };
  if (PASSED_ON.has(status)) return { kind: "ambiguous", reason };
  return { kind: "failed", reason };
}

/**
 * Seconds, from a value that is documented as seconds and at times was milliseconds: the `Retry-After` header, in
 * whole seconds, tells which; without it an unlikely length does.
 */
function wait(
  value: number | string | null | undefined,
  fallback: number,
  header: string | null = null,
): number {
  const given = number(value);
  if (given === null) return fallback;
  const known = number(header);
  const longest = known === null ? LONGEST_WAIT_SECONDS : 100 * Math.max(1, known);
  return Math.min(given > longest ? given / 1000 : given, LONGEST_REST_SECONDS);
}

function number(text: number | string | null | undefined): number | null {
  if (text === null || text === undefined || text === "") return null;
  const value = Number(text);
  return Number.isFinite(value) && value >= 0 ? value : null;
}

/** Whether the connection never stood, so that nothing can have been stored. */
function neverLeft(error: unknown): boolean {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 4; cause = cause.cause, depth++) {
    if (
      "code" in cause &&
      typeof cause.code === "string" &&
      /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN)$/.test(cause.code)
    ) {
      return true;
    }
    // Deno says it in words.
    if (/\(Connect\)|connect error|connection refused|dns error/i.test(cause.message)) return true;
  }
  return false;
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.name === "TimeoutError" ? "Discord did not answer in time" : `${error.name}: ${error.message}`;
}

/** Some runtimes put the address, and so the token, into a network error's message. */
function withoutSecret(text: string, token: string): string {
  return text.replaceAll(token, "***");
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
