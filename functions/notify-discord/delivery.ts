import type { Log } from "../_edge/log.ts";
import type { DeliveryResult, Store } from "../_edge/store.ts";
import type { DiscordMessage } from "../_shared/discord/embed.ts";
import type { Webhook } from "../_shared/discord/notice.ts";
import { type AnswerClass, type DiscordTarget, type Sending, send } from "../_shared/discord/webhook.ts";

export interface Order {
  /** `null` for the capture page. */
  webhook: Webhook | null;
  target: DiscordTarget;
  body: DiscordMessage;
  /** Names the announcement in the ledger, once for each webhook. */
  kind: string;
  subject: string;
  /** Only as an edit of what was posted before. */
  ifPosted: boolean;
  correlationId: string;
}

/** What is left to do for a webhook. */
export type Receipt =
  | { kind: "settled" }
  | { kind: "limited"; seconds: number }
  | { kind: "rejected"; reason: string }
  | { kind: "failed"; reason: string };

export interface DeliveryDeps {
  store: Pick<Store, "beginDelivery" | "finishDelivery" | "disableWebhook">;
  fetch: typeof fetch;
  log: Log;
  /** Milliseconds of a clock that only goes forward. */
  now: () => number;
}

/** Told of each answer of Discord, and of the seconds that it took. */
export type Observe = (answer: AnswerClass, seconds: number) => void;

/** Announces to one webhook by its ledger: posts once, edits what has changed, and never posts again what may be posted. */
export async function deliver(order: Order, deps: DeliveryDeps, observe: Observe): Promise<Receipt> {
  const { webhook, target, body, kind, subject, ifPosted } = order;
  const fingerprint = await fingerprintOf(body);
  const key = { webhookId: webhook?.id ?? null, kind, subject, fingerprint, ifPosted };
  const delivery = await deps.store.beginDelivery(key);
  switch (delivery.action) {
    case "nothing":
      return { kind: "settled" };
    case "wait":
      return { kind: "limited", seconds: delivery.waitSeconds };
    case "ambiguous":
      deps.log.operator("Notification may or may not have been posted: look at the channel", names(order));
      return { kind: "settled" };
    case "post":
    case "edit": {
      const messageId = delivery.action === "edit" ? delivery.messageId : null;
      const began = deps.now();
      const sending = await send(target, body, messageId, { fetch: deps.fetch });
      observe(sending.answer, (deps.now() - began) / 1000);
      return await settle(sending, { id: delivery.id, verb: delivery.action, fingerprint }, order, deps);
    }
  }
}

async function settle(
  { outcome, limits }: Sending,
  delivery: Pick<DeliveryResult, "verb" | "fingerprint"> & { id: string },
  order: Order,
  { store, log }: DeliveryDeps,
): Promise<Receipt> {
  const { id, verb, fingerprint } = delivery;
  const note = (result: Pick<DeliveryResult, "state" | "messageId" | "error">) =>
    store.finishDelivery(id, { verb, fingerprint, limits, ...result });
  switch (outcome.kind) {
    case "sent":
      await note({ state: "sent", messageId: outcome.messageId });
      log.info(verb === "edit" ? "Edited" : "Posted", { ...names(order), message_id: outcome.messageId });
      return { kind: "settled" };
    case "limited": {
      const { seconds, global } = outcome;
      await note({ state: "failed", error: `Rate limit: ${seconds} s${global ? ", global" : ""}` });
      return { kind: "limited", seconds };
    }
    case "gone":
      await note({ state: "failed", error: outcome.reason });
      if (order.webhook) await store.disableWebhook(order.webhook.id, outcome.reason);
      log.operator("Webhook disabled", { ...names(order), reason: outcome.reason });
      return { kind: "settled" };
    case "missing":
      // Somebody deleted it: it stays deleted.
      await note({ state: "deleted", error: outcome.reason });
      return { kind: "settled" };
    case "ambiguous":
      // Editing twice does no harm, posting twice does.
      if (verb === "edit") {
        await note({ state: "failed", error: outcome.reason });
        return { kind: "failed", reason: outcome.reason };
      }
      await note({ state: "ambiguous", error: outcome.reason });
      log.operator("Notification may or may not have been posted: look at the channel", {
        ...names(order),
        reason: outcome.reason,
      });
      return { kind: "settled" };
    case "rejected":
    case "failed":
      await note({ state: "failed", error: outcome.reason });
      return { kind: outcome.kind, reason: outcome.reason };
  }
}

async function fingerprintOf(body: DiscordMessage): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(JSON.stringify(body)));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function names({ webhook, kind, subject, correlationId }: Order) {
  return { webhook_id: webhook?.id ?? "capture", kind, subject, correlation_id: correlationId };
}
