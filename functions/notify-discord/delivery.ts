import type { Log } from "../_edge/log.ts";
import type { Delivery, Store } from "../_edge/store.ts";
import type { Webhook } from "../_shared/discord/context.ts";
import type { DiscordMessage } from "../_shared/discord/embed.ts";
import { type DiscordTarget, type SendOutcome, send } from "../_shared/discord/webhook.ts";

export interface Order {
  /** `null` for the capture page. */
  webhook: Webhook | null;
  target: DiscordTarget;
  body: DiscordMessage;
  /** Names the announcement in the ledger, once for each webhook. */
  kind: string;
  subject: string;
  correlationId: string;
  /** The same message of the queue again: what it has sent stays as it is. */
  isRepeat: boolean;
}

/** What is left to do for a webhook. */
export type Receipt =
  | { kind: "settled" }
  | { kind: "limited"; seconds: number; global: boolean }
  | { kind: "rejected"; reason: string }
  | { kind: "failed"; reason: string };

export interface DeliveryDeps {
  store: Pick<Store, "beginDelivery" | "finishDelivery" | "disableWebhook" | "limitWebhook">;
  fetch: typeof fetch;
  log: Log;
}

/** Announces to one webhook by its ledger: posts once, edits afterwards, and never posts again what may be posted. */
export async function deliver(order: Order, deps: DeliveryDeps): Promise<Receipt> {
  const { webhook, target, body, kind, subject } = order;
  const wait = webhook?.limited_for_seconds ?? 0;
  if (wait > 0) return { kind: "limited", seconds: wait, global: false };
  const delivery = await deps.store.beginDelivery(webhook?.id ?? null, kind, subject);
  if (delivery.state === "ambiguous") {
    deps.log.operator("Notification may or may not have been posted: look at the channel", names(order));
    return { kind: "settled" };
  }
  if (delivery.state === "sent" && (order.isRepeat || delivery.message_id === null))
    return { kind: "settled" };
  const messageId = delivery.state === "sent" ? delivery.message_id : null;
  return await settle(await send(target, body, messageId, { fetch: deps.fetch }), delivery, order, deps);
}

async function settle(
  outcome: SendOutcome,
  delivery: Delivery,
  order: Order,
  deps: DeliveryDeps,
): Promise<Receipt> {
  const { store, log } = deps;
  const { webhook } = order;
  // A message that is there stays "sent" when an edit of it fails.
  const isEdit = delivery.state === "sent";
  const note = async (state: Delivery["state"], error: string | null, messageId: string | null = null) => {
    await store.finishDelivery(delivery.id, isEdit ? "sent" : state, messageId ?? delivery.message_id, error);
  };
  switch (outcome.kind) {
    case "sent":
      await note("sent", null, outcome.messageId);
      if (webhook && outcome.restSeconds > 0) await store.limitWebhook(webhook.id, outcome.restSeconds);
      return { kind: "settled" };
    case "limited":
      await note("failed", `Rate limit: ${outcome.seconds} s${outcome.global ? ", global" : ""}`);
      // A global limit is one of all webhooks, and other workers have to know it too.
      if (webhook) await store.limitWebhook(outcome.global ? null : webhook.id, outcome.seconds);
      return { kind: "limited", seconds: outcome.seconds, global: outcome.global };
    case "gone":
      await note("failed", outcome.reason);
      if (webhook) await store.disableWebhook(webhook.id, outcome.reason);
      log.operator("Webhook disabled", { ...names(order), reason: outcome.reason });
      return { kind: "settled" };
    case "missing":
      await note("sent", outcome.reason);
      return { kind: "settled" };
    case "ambiguous":
      // Editing twice does no harm, posting twice does.
      if (isEdit) return { kind: "failed", reason: outcome.reason };
      await note("ambiguous", outcome.reason);
      log.operator("Notification may or may not have been posted: look at the channel", {
        ...names(order),
        reason: outcome.reason,
      });
      return { kind: "settled" };
    case "rejected":
      await note("failed", outcome.reason);
      return { kind: "rejected", reason: outcome.reason };
    case "failed":
      await note("failed", outcome.reason);
      return { kind: "failed", reason: outcome.reason };
  }
}

function names({ webhook, subject, correlationId }: Order) {
  return { webhook_id: webhook?.id ?? "capture", match_id: subject, correlation_id: correlationId };
}
