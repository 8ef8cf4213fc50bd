import * as z from "zod";
import { NotificationContext } from "../../_shared/discord/context.ts";
import type { MatchId } from "../../_shared/schema/ids.ts";
import type { Access } from "./access.ts";

const DeliveryState = z.enum(["sending", "sent", "ambiguous", "failed"]);
const Delivery = z.object({ id: z.uuid(), state: DeliveryState, message_id: z.string().nullable() });
export type Delivery = z.infer<typeof Delivery>;

/** What is announced where, and the ledger of it. */
export function deliveryCalls({ call }: Access) {
  return {
    notificationContext: (matchId: MatchId) =>
      call("notification_context", { p_match_id: matchId }, NotificationContext),

    /** A `null` webhook is the local stack's capture page. */
    async beginDelivery(webhookId: string | null, kind: string, subject: string): Promise<Delivery> {
      const args = { p_webhook_id: webhookId, p_kind: kind, p_subject: subject };
      const [delivery] = await call("begin_delivery", args, z.tuple([Delivery]));
      return delivery;
    },

    finishDelivery: (id: string, state: Delivery["state"], messageId: string | null, error: string | null) =>
      call(
        "finish_delivery",
        { p_id: id, p_state: state, p_message_id: messageId, p_error: error },
        z.unknown(),
      ),

    disableWebhook: (id: string, reason: string) =>
      call("disable_webhook", { p_webhook_id: id, p_reason: reason }, z.unknown()),

    /** Without an id: every webhook. */
    limitWebhook: (id: string | null, seconds: number) =>
      call("limit_webhook", { p_webhook_id: id, p_seconds: seconds }, z.unknown()),
  };
}
