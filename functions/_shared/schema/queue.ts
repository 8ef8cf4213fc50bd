import * as z from "zod";
import { BattleId, CorrelationId, MatchId } from "./ids.ts";

export const QueueName = z.enum(["battle_results", "stats_refresh", "notifications"]);
export type QueueName = z.infer<typeof QueueName>;

const envelope = {
  v: z.literal(1),
  /** The job's id. */
  id: z.uuid(),
  occurred_at: z.iso.datetime({ offset: true }),
  correlation_id: CorrelationId,
};

/** `battle_results`: a battle ended and its replay is stored. */
export const BattleResultMessage = z.object({
  kind: z.literal("battle.completed"),
  ...envelope,
  battle_id: BattleId,
});
export type BattleResultMessage = z.infer<typeof BattleResultMessage>;

/** `notifications`: a match has its result. */
export const NotificationMessage = z.object({
  kind: z.literal("match.completed"),
  ...envelope,
  match_id: MatchId,
});
export type NotificationMessage = z.infer<typeof NotificationMessage>;

/** A claimed message with its history, as `claim_jobs` returns it. */
export const ClaimedJob = z.object({
  job_id: z.uuid(),
  msg_id: z.coerce.number().int(),
  /** How often the message was read: the fence that makes a late acknowledgement void. */
  read_ct: z.int(),
  attempts: z.int(),
  max_attempts: z.int(),
  /** Seconds before the second attempt, and at most before any. */
  backoff_base: z.int(),
  backoff_cap: z.int(),
  message: z.unknown(),
});
export type ClaimedJob = z.infer<typeof ClaimedJob>;
