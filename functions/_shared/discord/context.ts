import * as z from "zod";
import { EndType } from "../schema/battle.ts";
import { BattleId } from "../schema/ids.ts";

const TeamScore = z.object({ name: z.string(), score: z.int() });

/** A league's webhook at Discord. The token is a secret. */
export const Webhook = z.object({
  id: z.uuid(),
  discord_id: z.string(),
  token: z.string(),
  /** Seconds until Discord takes a message again, 0 when it does now. */
  limited_for_seconds: z.coerce
    .number()
    .nullish()
    .transform((seconds) => Math.max(0, seconds ?? 0)),
});
export type Webhook = z.infer<typeof Webhook>;

/** A match with its result and where it is announced, as `notification_context` returns it. */
export const NotificationContext = z.object({
  match: z.looseObject({ round: z.int().nullish() }),
  season: z.string(),
  league: z.string(),
  home: TeamScore,
  away: TeamScore,
  /** The winning team's name, `null` in a tie. */
  winner: z.string().nullable(),
  differential: z.int(),
  end_type: EndType,
  battle_id: BattleId.nullable(),
  next_match: z
    .object({
      home: z.string(),
      away: z.string(),
      round: z.int().nullish(),
      scheduled_at: z.string().nullish(),
    })
    .nullable(),
  webhooks: z.array(Webhook),
});
export type NotificationContext = z.infer<typeof NotificationContext>;
