import * as z from "zod";
import { EndType } from "../schema/battle.ts";
import { BattleId } from "../schema/ids.ts";

/** A webhook that a notice goes to. The token is a secret. */
export const Webhook = z.object({
  id: z.uuid(),
  discord_id: z.string(),
  token: z.string(),
  spoiler: z.boolean(),
});
export type Webhook = z.infer<typeof Webhook>;

const audience = {
  webhooks: z.array(Webhook),
  /** Nobody listens at all: the local stack shows it on its page. */
  captured: z.boolean(),
};

/** Discord accounts of coaches who want to be mentioned. */
const mentions = z
  .array(z.string().regex(/^\d{17,20}$/))
  .max(2)
  .default([]);

const pairing = { home: z.string(), away: z.string(), round: z.int().nullish() };

export const MatchNotice = z.object({
  match: z.object({
    round: z.int().nullish(),
    status: z.enum(["scheduled", "in_progress", "completed", "disputed", "cancelled"]),
    dispute_reason: z.string().nullish(),
  }),
  season: z.string(),
  league: z.string(),
  home: z.object({ name: z.string(), score: z.int().nullable() }),
  away: z.object({ name: z.string(), score: z.int().nullable() }),
  /** `null` in a tie, and where both lose. */
  winner: z.enum(["home", "away"]).nullable(),
  differential: z.int().nullable(),
  end_type: EndType.nullable(),
  battle_id: BattleId.nullable(),
  next_match: z.object({ ...pairing, scheduled_at: z.string().nullish() }).nullable(),
  mentions,
  ...audience,
});
export type MatchNotice = z.infer<typeof MatchNotice>;

const Contestant = z.object({ name: z.string(), coach: z.string().nullable() });

export const ReminderNotice = z.object({
  match: z.object({ round: z.int(), scheduled_at: z.string() }),
  season: z.string(),
  league: z.string(),
  home: Contestant,
  away: Contestant,
  mentions,
  ...audience,
});
export type ReminderNotice = z.infer<typeof ReminderNotice>;

export const DigestNotice = z.object({
  season: z.string(),
  league: z.string(),
  round: z.int(),
  /** Matches of later rounds that are in the table, and matches up to this round that are not. */
  later: z.int(),
  open: z.int(),
  table: z.array(
    z.object({
      rank: z.int(),
      team: z.string(),
      wins: z.int(),
      losses: z.int(),
      ties: z.int(),
      points: z.number(),
      differential: z.int(),
      streak: z.string().nullable(),
    }),
  ),
  ...audience,
});
export type DigestNotice = z.infer<typeof DigestNotice>;

export const RecordNotice = z.object({
  league: z.string(),
  /** `null`: a lead of the league's hall of fame. */
  season: z.string().nullable(),
  match: z.object({ ...pairing, battle_id: BattleId.nullable() }).nullable(),
  records: z
    .array(
      z.object({
        record: z.string(),
        holder: z.string(),
        value: z.number(),
        previous: z.number().nullable(),
        species: z.string().nullable(),
        /** Not any more after a correction. */
        stands: z.boolean(),
      }),
    )
    .min(1),
  ...audience,
});
export type RecordNotice = z.infer<typeof RecordNotice>;

export const AlertNotice = z.object({
  alert: z.object({
    kind: z.string(),
    subject: z.string(),
    details: z.record(z.string(), z.unknown()),
    opened_at: z.string(),
    /** How often, so far. */
    raised: z.int(),
  }),
  ...audience,
});
export type AlertNotice = z.infer<typeof AlertNotice>;

export const TestNotice = z.object({ name: z.string(), league: z.string().nullable(), ...audience });
export type TestNotice = z.infer<typeof TestNotice>;

/** What became of what a message is about, where there is nothing to tell. */
export const NoNotice = z.union([z.object({ skip: z.string() }), z.object({ error: z.string() })]);
