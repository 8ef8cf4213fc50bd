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
  /** An answer of its own, `{ status: 500 }` or a 429 in another shape. */
  | { kind: "answer"; status: number; body?: unknown; headers?: Record<string, string> }
  /** The message is posted, but the connection breaks before the answer. */
  | { kind: "lost-answer" }
  /** The usual answer, later. */
  | { kind: "delay"; ms: number };

export interface DiscordOptions {
  /** Whether a webhook exists. @default every well-formed one does */
  knows?: (id: string, token: string) => boolean;
  /** Requests allowed per window and webhook. @default 5 */
  limit?: number;
  /** @default 2000 */
  windowMs?: number;
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

/** Behaves as Discord's documented webhook endpoint: posts, edits, limits by webhook, form errors. */
export function createDiscord(options: DiscordOptions = {}): Discord {
  const { limit = 5, windowMs = 2000, capacity = 200, now = Date.now, knows = () => true } = options;
  const messages: DiscordMessage[] = [...(options.initial ?? [])].slice(-capacity);
  const windows = new Map<string, { ends: number; used: number }>();
  const faults: DiscordFault[] = [];
  let requests = 0;
  let serial = 0n;

  const nextId = (): string => (((BigInt(now()) - DISCORD_EPOCH) << 22n) | (serial++ & 0x3fffffn)).toString();

  const use = (webhook: string): { allowed: boolean; headers: Record<string, string>; after: number } => {
    const time = now();
    for (const [known, { ends }] of windows) if (ends <= time) windows.delete(known);
    const window = windows.get(webhook) ?? { ends: time + windowMs, used: 0 };
    windows.set(webhook, window);
    const allowed = window.used < limit;
    if (allowed) window.used++;
    const after = (window.ends - time) / 1000;
    const headers = {
      "x-ratelimit-limit": String(limit),
      "x-ratelimit-remaining": String(limit - window.used),
      "x-ratelimit-reset": (window.ends / 1000).toFixed(3),
      "x-ratelimit-reset-after": after.toFixed(3),
      "x-ratelimit-bucket": "webhook",
    };
    return { allowed, headers, after };
  };

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

  return {
    messages: () => messages,
    requests: () => requests,
    inject: (fault) => faults.push(fault),
    async fetch(request) {
      requests++;
      const url = new URL(request.url);
      const path = /\/webhooks\/(\d{1,20})\/([\w-]{1,200})(?:\/messages\/(\d{1,20}))?$/.exec(url.pathname);
      const [, id, token, messageId] = path ?? [];
      if (id === undefined || token === undefined) return errors.notFound();
      const fault = faults.shift();
      if (fault?.kind === "answer") return Response.json(fault.body ?? {}, answerOf(fault));
      if (!knows(id, token)) return errors.unknownWebhook();
      if (request.method !== (messageId === undefined ? "POST" : "PATCH")) return errors.method();
      const { allowed, headers, after } = use(id);
      if (!allowed) return errors.limited(after, headers);
      const message = WebhookMessage.safeParse(await request.json().catch(() => undefined));
      if (!message.success) return errors.invalidForm(message.error, headers);
      const result = messageId === undefined ? post(id, message.data) : edit(id, messageId, message.data);
      if (result === undefined) return errors.unknownMessage(headers);
      if (fault?.kind === "delay") await new Promise((resolve) => setTimeout(resolve, fault.ms));
      if (fault?.kind === "lost-answer") throw new Error("Cannot answer: the connection is lost on purpose");
      const wanted = messageId !== undefined || url.searchParams.get("wait") === "true";
      return wanted ? Response.json(result, { headers }) : new Response(null, { status: 204, headers });
    },
  };
}

function answerOf(fault: Extract<DiscordFault, { kind: "answer" }>): ResponseInit {
  return { status: fault.status, ...(fault.headers === undefined ? {} : { headers: fault.headers }) };
}
