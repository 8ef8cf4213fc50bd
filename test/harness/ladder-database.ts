import { randomUUID } from "node:crypto";
import * as z from "zod";
import { CLOCKS } from "../../functions/_shared/schema/rules.ts";
import type { Row, TestDatabase } from "./database.ts";
import { createUser } from "./league.ts";

export const LADDER_RULES = { clock: CLOCKS.standard, casual: false, reconnect: 60, confirm: 15, delay: 0 };

const Paired = z.object({ status: z.literal("paired"), battle: z.looseObject({ id: z.string() }) });
const Stale = z.object({ status: z.literal("stale"), claims: z.array(z.string()) });
const Pairing = z.discriminatedUnion("status", [Paired, Stale]);
export type Pairing = z.infer<typeof Pairing>;

/** A user as a lobby knows them: with the claim of their entry. */
export interface Player {
  user: string;
  claim: string;
}

/** The lobby of a format, as the database sees it. */
export class Ladder {
  readonly db: TestDatabase;
  readonly format: string;

  constructor(db: TestDatabase, format = "gen9ou") {
    this.db = db;
    this.format = format;
  }

  async player(): Promise<Player> {
    return { user: await createUser(this.db), claim: randomUUID() };
  }

  /** A new user who waits. */
  async waiting(): Promise<Player> {
    const player = await this.player();
    await this.enter(player);
    return player;
  }

  async enter(player: Player, options: { team?: string | null; resume?: boolean } = {}): Promise<Row> {
    const [row] = await this.db.rpc("enter_ladder", {
      p_user: player.user,
      p_format: this.format,
      p_team_id: options.team ?? null,
      p_claim: player.claim,
      p_resume: options.resume ?? false,
    });
    return z.record(z.string(), z.unknown()).parse(row?.enter_ladder);
  }

  async leave(...players: Player[]): Promise<void> {
    await this.db.rpc("leave_ladder", { p_claims: players.map(({ claim }) => claim) });
  }

  async renew(...players: Player[]): Promise<string[]> {
    const [row] = await this.db.rpc("renew_ladder", { p_claims: players.map(({ claim }) => claim) });
    return z.array(z.string()).parse(row?.renew_ladder);
  }

  async pair(p1: Player, p2: Player, pair: string = randomUUID()): Promise<Pairing> {
    const [row] = await this.db.rpc("pair_ladder", {
      p_pair: pair,
      p_format: this.format,
      p_p1: p1.user,
      p_p1_claim: p1.claim,
      p_p2: p2.user,
      p_p2_claim: p2.claim,
      p_battle_id: `ladder-${randomUUID()}`,
      p_rules: LADDER_RULES,
    });
    return Pairing.parse(row?.pair_ladder);
  }

  /** The id of the battle of two who wait. */
  async battle(p1: Player, p2: Player): Promise<string> {
    const pairing = await this.pair(p1, p2);
    if (pairing.status === "stale") throw new Error("Cannot pair: an entry is not held");
    return pairing.battle.id;
  }

  async entry({ user }: Player): Promise<Row | undefined> {
    return (await this.db.sql("select * from ladder_entries where user_id = $1", [user]))[0];
  }

  /** Lets so much time pass for a user's entry. */
  async age({ user }: Player, interval: string): Promise<void> {
    await this.db.sql(
      "update ladder_entries set joined_at = joined_at - $2::interval, expires_at = expires_at - $2::interval where user_id = $1",
      [user, interval],
    );
  }
}

/** Reports that the players of a battle did not both come; gives `new` or `seen`. */
export async function recordAbandoned(
  db: TestDatabase,
  battle: string,
  present: string[],
  event = `${battle}:abandoned`,
): Promise<unknown> {
  const [row] = await db.rpc("record_battle_abandoned", {
    p_event_id: event,
    p_battle_id: battle,
    p_occurred_at: "2026-11-22T12:00:15.000Z",
    p_present: present,
  });
  return row?.record_battle_abandoned;
}

/** Reports that a battle's room cannot go on; gives `new` or `seen`. */
export async function recordFailed(
  db: TestDatabase,
  battle: string,
  reason = "another release played it",
  event = `${battle}:failed`,
): Promise<unknown> {
  const [row] = await db.rpc("record_battle_failed", {
    p_event_id: event,
    p_battle_id: battle,
    p_occurred_at: "2026-11-22T12:00:00.000Z",
    p_reason: reason,
  });
  return row?.record_battle_failed;
}
