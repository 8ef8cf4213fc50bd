import { answerConsumer, type ConsumerDeps } from "../_edge/consumer.ts";
import type { Rooms } from "../_edge/rooms.ts";
import { type Store, StoreError } from "../_edge/store.ts";
import { resultMessage } from "../_shared/discord/embed.ts";
import type { Outcome } from "../_shared/queue/consume.ts";
import { readMessage } from "../_shared/queue/message.ts";
import { type ClaimedJob, NotificationMessage } from "../_shared/schema/queue.ts";
import { type DeliveryDeps, deliver, type Receipt } from "./delivery.ts";

export interface NotifyDiscordDeps extends ConsumerDeps, DeliveryDeps {
  store: DeliveryDeps["store"] & Pick<Store, "queue" | "notificationContext">;
  rooms: Pick<Rooms, "page">;
  /** Discord's API. */
  discordUrl: string;
  /** Where a league without webhooks posts, if anywhere: the local stack's capture page. */
  captureUrl: string | null;
  /** Waits for limits that end within the budget. */
  sleep?: (ms: number) => Promise<void>;
}

/** Drains `notifications`: announces each result to the league's webhooks. Answers with how many fared how. */
export function handleNotifyDiscord(request: Request, deps: NotifyDiscordDeps): Promise<Response> {
  return answerConsumer(request, deps, () => ({
    what: "Notification",
    port: deps.store.queue("notifications", `notify-discord/${crypto.randomUUID().slice(0, 8)}`),
    handle: (job) => notify(job, deps),
    names: ({ job_id }) => ({ job_id }),
    // One at a time: messages in the order of their results, and a webhook's rate limit is seen before the next.
    concurrency: 1,
    // Discord's limits last seconds: waiting here is faster than the next tick of the schedule.
    ...(deps.sleep === undefined ? {} : { sleep: deps.sleep }),
  }));
}

async function notify(job: ClaimedJob, deps: NotifyDiscordDeps): Promise<Outcome> {
  const { store, rooms, captureUrl, discordUrl } = deps;
  const read = readMessage(job.message, NotificationMessage);
  if ("outcome" in read) return read.outcome;
  const { match_id: matchId, kind, correlation_id } = read.message;
  let context: Awaited<ReturnType<typeof store.notificationContext>>;
  try {
    context = await store.notificationContext(matchId);
  } catch (error) {
    if (error instanceof StoreError) return { kind: "dead", reason: error.message };
    throw error;
  }
  const body = resultMessage(context, context.battle_id && rooms.page(context.battle_id));
  const subject = { kind, subject: matchId, correlationId: correlation_id, isRepeat: job.read_ct > 1 };
  const receipts: Receipt[] = [];
  if (context.webhooks.length > 0) {
    for (const webhook of context.webhooks) {
      const target = { api: discordUrl, id: webhook.discord_id, token: webhook.token };
      const receipt = await deliver({ webhook, target, body, ...subject }, deps);
      receipts.push(receipt);
      // Discord has had enough of us, not of this webhook.
      if (receipt.kind === "limited" && receipt.global) break;
    }
  } else if (captureUrl) {
    const target = { api: captureUrl, id: CAPTURE_ID, token: "capture" };
    receipts.push(await deliver({ webhook: null, target, body, ...subject }, deps));
  }
  return conclude(receipts);
}

/** The capture page takes any webhook; this one looks like Discord's. */
const CAPTURE_ID = "100000000000000000";

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
