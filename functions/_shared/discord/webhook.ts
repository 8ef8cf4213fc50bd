import * as z from "zod";
import { parseJson } from "../json.ts";
import type { DiscordMessage } from "./embed.ts";
import { type Limits, readLimits } from "./limits.ts";

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
 * - `sent`: stored;
 * - `limited`: not stored, a rate limit; `global` concerns every webhook;
 * - `gone`: the webhook is not there or not ours: using it again leads to a ban;
 * - `missing`: the message to edit was deleted;
 * - `rejected`: the message itself is wrong;
 * - `ambiguous`: it left and no answer came: it may be stored;
 * - `failed`: not stored, Discord's fault or the network's.
 */
export type SendOutcome =
  | { kind: "sent"; messageId: string }
  | { kind: "limited"; seconds: number; global: boolean }
  | { kind: "gone"; status: number; reason: string }
  | { kind: "missing"; reason: string }
  | { kind: "rejected"; status: number; reason: string }
  | { kind: "ambiguous"; reason: string }
  | { kind: "failed"; reason: string };

/** What Discord answers are counted as; `network`: none came. */
export type AnswerClass = "2xx" | "4xx" | "429" | "5xx" | "network";

export interface Sending {
  outcome: SendOutcome;
  /** For whoever sends next. */
  limits: Limits | null;
  answer: AnswerClass;
}

export interface SendOptions {
  fetch: typeof fetch;
  /** Milliseconds until an answer is given up. @default 8_000 */
  timeoutMs?: number;
}

const Stored = z.object({ id: z.string().min(1) });
const Refusal = z.object({ message: z.string(), code: z.number() }).partial();

const UNKNOWN_MESSAGE = 10008;

/** Answers of a gateway that passed the message on and heard nothing of it: 504, and Cloudflare's own. */
const PASSED_ON = new Set([504, 524]);

/** Posts a message, or edits the one that `messageId` names. Never throws for what Discord or the network does. */
export async function send(
  target: DiscordTarget,
  message: DiscordMessage,
  messageId: string | null,
  { fetch, timeoutMs = 8000 }: SendOptions,
): Promise<Sending> {
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
    const kind = neverLeft(error) ? "failed" : "ambiguous";
    return { outcome: { kind, reason }, limits: null, answer: "network" };
  }
  const limits = readLimits(response, body);
  return { outcome: read(response, body, limits), limits, answer: classOf(response.status) };
}

function classOf(status: number): AnswerClass {
  if (status === 429) return "429";
  return status < 300 ? "2xx" : status < 500 ? "4xx" : "5xx";
}

function read(response: Response, body: unknown, limits: Limits | null): SendOutcome {
  const { status } = response;
  if (response.ok) {
    const stored = Stored.safeParse(body);
    if (!stored.success)
      return { kind: "ambiguous", reason: `Discord answered ${status} without a message id` };
    return { kind: "sent", messageId: stored.data.id };
  }
  if (status === 429)
    return { kind: "limited", seconds: limits?.retryAfter ?? 1, global: limits?.global ?? false };
  const refusal = Refusal.safeParse(body).data;
  const reason = `Discord answered ${status}${refusal?.message ? `: ${refusal.message.slice(0, 300)}` : ""}`;
  if (status === 404 && refusal?.code === UNKNOWN_MESSAGE) return { kind: "missing", reason };
  if (status === 401 || status === 403 || status === 404) return { kind: "gone", status, reason };
  if (status >= 400 && status < 500 && status !== 408) return { kind: "rejected", status, reason };
  if (PASSED_ON.has(status)) return { kind: "ambiguous", reason };
  return { kind: "failed", reason };
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
