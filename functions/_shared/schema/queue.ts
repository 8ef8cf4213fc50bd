import * as z from "zod";
import { BattleId, CorrelationId, FormatId, MatchId } from "./ids.ts";
import { ShowdownServerId } from "./showdown.ts";
import { Stat } from "./stats.ts";

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
  /** Where its replay is, to be read ahead. The release before does not tell it. */
  replay_path: z.string().optional(),
});
export type BattleResultMessage = z.infer<typeof BattleResultMessage>;

/** `notifications`: something that a league or the operators are told of. Several messages of one subject edit one text. */
export const NotificationMessage = z.discriminatedUnion("kind", [
  /** A match has its result, or another one, or none any more. */
  z.object({ kind: z.literal("match.completed"), ...envelope, match_id: MatchId }),
  /** A match begins in `lead_minutes` or less. */
  z.object({
    kind: z.literal("match.reminder"),
    ...envelope,
    match_id: MatchId,
    scheduled_at: z.iso.datetime({ offset: true }),
    lead_minutes: z.int(),
  }),
  /** A round is complete, or a result of it was corrected. */
  z.object({ kind: z.literal("standings.digest"), ...envelope, season_id: z.uuid(), round: z.int() }),
  /** A record of a season, or a lead of a league's hall of fame, was set or withdrawn. */
  z.object({
    kind: z.literal("record.broken"),
    ...envelope,
    scope_id: z.uuid(),
    topic: z.string().min(1).max(80),
  }),
  /** Something that an operator has to see. */
  z.object({ kind: z.literal("alert"), ...envelope, alert_id: z.uuid() }),
  /** Somebody wants to see whether a webhook works. */
  z.object({ kind: z.literal("webhook.test"), ...envelope, webhook_id: z.uuid(), test_id: z.uuid() }),
]);
export type NotificationMessage = z.infer<typeof NotificationMessage>;

/** `stats_refresh`: a statistic of a season or the usage of a format has something to follow, or pages were not told. */
export const StatsMessage = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("stats.refresh"), ...envelope, season_id: z.uuid(), stat: Stat }),
  z.object({ kind: z.literal("usage.refresh"), ...envelope, format: FormatId }),
  z.object({
    kind: z.literal("cache.invalidate"),
    ...envelope,
    /** Views that changed while nobody could be told. */
    tags: z.array(z.string().min(1).max(80)).min(1).max(1000),
  }),
  /** What is to be watched on a Showdown server has changed: its watcher looks again. */
  z.object({ kind: z.literal("showdown.reconcile"), ...envelope, server: ShowdownServerId }),
]);
export type StatsMessage = z.infer<typeof StatsMessage>;

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

/** What became of a settlement: whether the claim was still the worker's. */
export const Settled = z.object({ msg_id: z.coerce.number().int(), held: z.boolean() });
export type Settled = z.infer<typeof Settled>;

/** Every kind of job, on whichever queue. */
export const JOB_KINDS: readonly string[] = [
  BattleResultMessage,
  ...StatsMessage.options,
  ...NotificationMessage.options,
].map((message) => message.shape.kind.value);
