import { createLimits, type Passage } from "./limits.ts";
import { errors, WebhookMessage } from "./message.ts";

/** A message as Discord returns it, as far as webhooks have it. */
export interface DiscordMessage {
  id: string;
  type: 0;
  webhook_id: string;
  channel_id: string;
  content: string;
  embeds: NonNullable<WebhookMessage["embeds"]>;
  username: string;
  timestamp: string;
  edited_timestamp: string | null;
}

/** What goes wrong with one request, in place of the usual answer. */
export type DiscordFault =
  /** A refusal as documented; `shared` is of what others use too. */
  | { kind: "limit"; scope: "user" | "global" | "shared"; seconds: number }
  /** An answer of its own, `{ status: 500 }` or a 429 in another shape. */
  | { kind: "answer"; status: number; body?: unknown; headers?: Record<string, string> }
  /** The message is posted, but the connection breaks before the answer. */
  | { kind: "lost-answer" }
  /** The usual answer, later. */
  | { kind: "delay"; ms: number };

export interface DiscordOptions {
  /** Whether a webhook exists, and has this token. @default every well-formed one does */
  knows?: (id: string, token: string) => boolean | "wrong token";
  /** Requests allowed per window, webhook and verb. @default 5 */
  limit?: number;
  /** @default 2000 */
  windowMs?: number;
  /** Requests allowed per second, all in all. @default 50 */
  globalLimit?: number;
  /** Invalid requests within ten minutes before the sender is banned. @default 10_000 */
  invalidLimit?: number;
  /** Messages kept; older ones are forgotten. @default 200 */
  capacity?: number;
  /** Milliseconds since the epoch. @default Date.now */
  now?: () => number;
  /** Messages of an earlier run, oldest first. */
  initial?: readonly DiscordMessage[];
  /** Called after each post and edit. */
  changed?: (messages: readonly DiscordMessage[]) => void;
}

export interface Discord {
  /** Answers `/…/webhooks/{id}/{token}` and `/…/webhooks/{id}/{token}/messages/{message}`. */
  fetch(request: Request): Promise<Response>;
  /** Oldest first. */
  messages(): readonly DiscordMessage[];
  /** Requests answered so far, refused ones too. */
  requests(): number;
  /** The next request meets this fault; several queue up. */
  inject(fault: DiscordFault): void;
}

const DISCORD_EPOCH = 1_420_070_400_000n;

/** Behaves as Discord's documented webhook endpoint: posts, edits, limits, bans, form errors. */
export function createDiscord(options: DiscordOptions = {}): Discord {
  const { capacity = 200, now = Date.now, knows = () => true } = options;
  const { limit = 5, windowMs = 2000, globalLimit = 50, invalidLimit = 10_000 } = options;
  const limits = createLimits({ limit, windowMs, globalLimit, invalidLimit, now });
  const messages: DiscordMessage[] = [...(options.initial ?? [])].slice(-capacity);
  const faults: DiscordFault[] = [];
  let requests = 0;
  let serial = 0n;

  const nextId = (): string => (((BigInt(now()) - DISCORD_EPOCH) << 22n) | (serial++ & 0x3fffffn)).toString();

  const post = (id: string, message: WebhookMessage): DiscordMessage => {
    const posted: DiscordMessage = {
      id: nextId(),
      type: 0,
      webhook_id: id,
      channel_id: id,
      content: message.content ?? "",
      embeds: message.embeds ?? [],
      username: message.username ?? "Plateau",
      timestamp: new Date(now()).toISOString(),
      edited_timestamp: null,
    };
    messages.push(posted);
    messages.splice(0, messages.length - capacity);
    options.changed?.(messages);
    return posted;
  };

  const edit = (id: string, messageId: string, change: WebhookMessage): DiscordMessage | undefined => {
    const message = messages.find((known) => known.id === messageId && known.webhook_id === id);
    if (message === undefined) return undefined;
    if (change.content !== undefined) message.content = change.content ?? "";
    if (change.embeds !== undefined) message.embeds = change.embeds ?? [];
    message.edited_timestamp = new Date(now()).toISOString();
    options.changed?.(messages);
    return message;
  };

  const answer = async (request: Request): Promise<Response> => {
    const url = new URL(request.url);
    const path = /\/webhooks\/(\d{1,20})\/([\w-]{1,200})(?:\/messages\/(\d{1,20}))?$/.exec(url.pathname);
    const [, id, token, messageId] = path ?? [];
    if (id === undefined || token === undefined) return errors.notFound();
    const verb = messageId === undefined ? "post" : "edit";
    const passage = limits.pass(id, verb);
    if (!passage.allowed && passage.scope === "banned") return errors.banned(passage.headers);
    const fault = faults.shift();
    if (fault?.kind === "answer") return Response.json(fault.body ?? {}, answerOf(fault));
    if (fault?.kind === "limit") return refusal(passage, fault.scope, fault.seconds);
    const known = knows(id, token);
    if (known !== true) return known === "wrong token" ? errors.wrongToken() : errors.unknownWebhook();
    if (request.method !== (verb === "post" ? "POST" : "PATCH")) return errors.method();
    const { headers } = passage;
    if (!passage.allowed) return errors.limited(passage.after, passage.scope === "global", headers);
    const message = WebhookMessage.safeParse(await request.json().catch(() => undefined));
    if (!message.success) return errors.invalidForm(message.error, headers);
    const result = messageId === undefined ? post(id, message.data) : edit(id, messageId, message.data);
    if (result === undefined) return errors.unknownMessage(headers);
    if (fault?.kind === "delay") await new Promise((resolve) => setTimeout(resolve, fault.ms));
    if (fault?.kind === "lost-answer") throw new Error("Cannot answer: the connection is lost on purpose");
    const wanted = verb === "edit" || url.searchParams.get("wait") === "true";
    return wanted ? Response.json(result, { headers }) : new Response(null, { status: 204, headers });
  };

  return {
    messages: () => messages,
    requests: () => requests,
    inject: (fault) => faults.push(fault),
    async fetch(request) {
      requests++;
      const response = await answer(request);
      limits.answered(response.status, response.headers.get("x-ratelimit-scope") ?? undefined);
      return response;
    },
  };
}

function refusal({ headers }: Passage, scope: "user" | "global" | "shared", seconds: number): Response {
  const after = { "retry-after": String(Math.ceil(seconds)) };
  if (scope === "global") return errors.limited(seconds, true, { ...after, "x-ratelimit-global": "true" });
  return errors.limited(seconds, false, { ...headers, ...after, "x-ratelimit-scope": scope });
}

function answerOf(fault: Extract<DiscordFault, { kind: "answer" }>): ResponseInit {
  return { status: fault.status, ...(fault.headers === undefined ? {} : { headers: fault.headers }) };
}
