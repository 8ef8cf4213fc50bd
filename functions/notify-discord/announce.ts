import type { Rooms } from "../_edge/rooms.ts";
import { announce } from "../_shared/discord/announcement.ts";
import type { Outcome } from "../_shared/queue/consume.ts";
import type { NotificationMessage } from "../_shared/schema/queue.ts";
import { type DeliveryDeps, deliver, type Observe, type Order, type Receipt } from "./delivery.ts";

export interface AnnounceDeps extends DeliveryDeps {
  rooms: Pick<Rooms, "page">;
  /** Discord's API. */
  discordUrl: string;
  /** Where those without webhooks post, if anywhere: the local stack's capture page. */
  captureUrl: string | null;
}

/** The capture page takes any webhook; this one looks like Discord's. */
const CAPTURE = { id: "100000000000000000", token: "capture" };

/** Announces what a message is about to all who want to hear of it. */
export async function announceTo(
  message: NotificationMessage,
  notice: unknown,
  deps: AnnounceDeps,
  observe: Observe,
): Promise<Outcome> {
  const { log, captureUrl, discordUrl } = deps;
  const announcement = announce(message, notice, deps.rooms.page);
  const about = { kind: message.kind, job_id: message.id, correlation_id: message.correlation_id };
  if ("error" in announcement) return { kind: "dead", reason: announcement.error };
  if ("skip" in announcement) {
    log.info("Notification is not needed any more", { ...about, reason: announcement.skip });
    return { kind: "done" };
  }
  const { webhooks, captured, subject, ifPosted } = announcement;
  const named = { kind: message.kind, subject, ifPosted, correlationId: message.correlation_id };
  const orders: Order[] = webhooks.map((webhook) => ({
    ...named,
    webhook,
    target: { api: discordUrl, id: webhook.discord_id, token: webhook.token },
    body: announcement.body(webhook),
  }));
  if (captured && captureUrl) {
    const body = announcement.body({ spoiler: false });
    orders.push({ ...named, webhook: null, target: { api: captureUrl, ...CAPTURE }, body });
  } else if (captured && message.kind === "alert") {
    log.operator("Alert, and no webhook of an operator to tell it to", { ...about, notice });
  }
  const receipts: Receipt[] = [];
  for (const order of orders) receipts.push(await deliver(order, deps, observe));
  return conclude(receipts);
}

/** One outcome of all deliveries: those that are made are not made again. */
function conclude(receipts: Receipt[]): Outcome {
  const failed = receipts.find((receipt) => receipt.kind === "failed");
  if (failed) return { kind: "retry", error: failed.reason };
  const limited = receipts.filter((receipt) => receipt.kind === "limited");
  if (limited.length > 0) {
    const afterSeconds = Math.max(...limited.map(({ seconds }) => seconds));
    return { kind: "snooze", reason: "Discord's rate limit", afterSeconds };
  }
  const rejected = receipts.find((receipt) => receipt.kind === "rejected");
  return rejected ? { kind: "dead", reason: rejected.reason } : { kind: "done" };
}
