import * as z from "zod";
import type { Limits } from "../../_shared/discord/limits.ts";
import type { NotificationMessage } from "../../_shared/schema/queue.ts";
import type { Access } from "./access.ts";

/** What is to be done for a delivery; `begin_delivery` says what each means. */
const Delivery = z.discriminatedUnion("action", [
  z.object({ action: z.literal("post"), id: z.uuid() }),
  z.object({ action: z.literal("edit"), id: z.uuid(), messageId: z.string() }),
  z.object({ action: z.literal("wait"), waitSeconds: z.number() }),
  z.object({ action: z.literal("ambiguous") }),
  z.object({ action: z.literal("nothing") }),
]);
export type Delivery = z.infer<typeof Delivery>;

export interface DeliveryKey {
  /** `null`: the local stack's capture page. */
  webhookId: string | null;
  kind: string;
  subject: string;
  /** Of the text: the same again is not sent. */
  fingerprint: string;
  /** Only as an edit of what was posted before. */
  ifPosted: boolean;
}

export interface DeliveryResult {
  verb: "post" | "edit";
  state: "sent" | "failed" | "ambiguous" | "deleted";
  messageId?: string;
  fingerprint: string;
  error?: string;
  limits: Limits | null;
}

/** What is announced where, the ledger of it, and Discord's limits. */
export function deliveryCalls({ call }: Access) {
  return {
    /** The notices of messages, in their order; `announce` reads them. */
    notices: (messages: readonly NotificationMessage[]) =>
      call("notification_contexts", { p_messages: [...messages] }, z.array(z.unknown())),

    /** Begins a delivery, and takes one request from its bucket. */
    beginDelivery: ({ webhookId, kind, subject, fingerprint, ifPosted }: DeliveryKey) =>
      call(
        "begin_delivery",
        {
          p_webhook_id: webhookId,
          p_kind: kind,
          p_subject: subject,
          p_fingerprint: fingerprint,
          p_if_posted: ifPosted,
        },
        Delivery,
      ),

    /** Ends it, and notes the limits that the answer told. */
    finishDelivery: async (id: string, { limits, ...result }: DeliveryResult): Promise<void> => {
      const p_result = { ...result, ...(limits === null ? {} : { limits: { ...limits } }) };
      await call("finish_delivery", { p_id: id, p_result }, z.unknown());
    },

    disableWebhook: async (id: string, reason: string): Promise<void> => {
      await call("disable_webhook", { p_webhook_id: id, p_reason: reason }, z.unknown());
    },

    /** Asks for the standings digests that are due, or to be put right, after results of matches. */
    requestDigests: async (
      matches: readonly { match_id: string; correlation_id: string }[],
    ): Promise<void> => {
      await call("request_digests", { p_matches: matches.map((match) => ({ ...match })) }, z.unknown());
    },
  };
}
