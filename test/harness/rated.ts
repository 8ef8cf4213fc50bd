import * as z from "zod";
import { rateBattle } from "../../functions/_shared/league/rating.ts";
import type { EndType } from "../../functions/_shared/schema/battle.ts";
import type { Seat } from "../../functions/_shared/schema/ids.ts";
import { type Answer, answer, type Claimed, claim } from "./claims.ts";
import type { Row, TestDatabase } from "./database.ts";
import type { Ladder, Player } from "./ladder-database.ts";
import { recordCompleted } from "./league.ts";

const VersionedRating = z.object({
  elo: z.number(),
  glicko: z.number(),
  deviation: z.number(),
  volatility: z.number(),
  version: z.number(),
});
const Context = z.object({
  id: z.string(),
  ratings: z.object({ p1: VersionedRating, p2: VersionedRating }).nullable(),
});
export type Context = z.infer<typeof Context>;

export interface Outcome {
  winner: Seat | null;
  endType: EndType;
}

const P1_WINS: Outcome = { winner: "p1", endType: "win" };

/** What `battles_to_complete` gives of one battle. */
export async function contextOf(db: TestDatabase, battle: string): Promise<Context> {
  const [row] = await db.rpc("battles_to_complete", { p_ids: [battle] });
  return z.tuple([Context]).parse(row?.battles_to_complete)[0];
}

/** Ends the ladder's battle of two players; its result waits in the queue. Gives the battle's id. */
export async function endRated(ladder: Ladder, p1: Player, p2: Player): Promise<string> {
  for (const player of [p1, p2]) await ladder.enter(player);
  const battle = await ladder.battle(p1, p2);
  await recordCompleted(ladder.db, battle);
  return battle;
}

const AboutBattle = z.object({ battle_id: z.string() });

/** Counts a claimed result once, with ratings computed from those that a context has; by itself from a fresh one. */
export async function countRated(
  db: TestDatabase,
  job: Claimed,
  outcome = P1_WINS,
  context?: Context,
): Promise<Answer["status"]> {
  const { ratings } = context ?? (await contextOf(db, AboutBattle.parse(job.message).battle_id));
  const result = { ...outcome, p1: 1, p2: 0 };
  return (await answer(db, { job, result, ratings: ratings && rateBattle(ratings, outcome) })).status;
}

/** Counts a claimed result as the consumer does: again from a fresh read, when a rating has moved. */
export async function countUntilDone(
  db: TestDatabase,
  job: Claimed,
  outcome = P1_WINS,
): Promise<Answer["status"]> {
  for (;;) {
    const status = await countRated(db, job, outcome);
    if (status !== "moved") return status;
  }
}

/** Plays and counts a battle of two players; gives its id. */
export async function playRated(ladder: Ladder, p1: Player, p2: Player, outcome = P1_WINS): Promise<string> {
  const battle = await endRated(ladder, p1, p2);
  for (const job of await claim(ladder.db)) await countUntilDone(ladder.db, job, outcome);
  return battle;
}

/** A player's rating, with numbers as numbers; none before the first battle. */
export async function ratingOf(db: TestDatabase, { user }: Player): Promise<Row | undefined> {
  const [row] = await db.sql(
    `select elo::float8, glicko::float8, deviation::float8, volatility::float8, gxe::float8, wins, losses, ties,
       version, rated_at
     from ratings where user_id = $1`,
    [user],
  );
  return row;
}
