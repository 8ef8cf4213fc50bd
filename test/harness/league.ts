import { randomUUID } from "node:crypto";
import type { TrueFaint } from "../../functions/_shared/schema/battle.ts";
import type { BattleRules, BotStrength } from "../../functions/_shared/schema/rules.ts";
import { claimOne, complete, type Result } from "./claims.ts";
import type { TestDatabase } from "./database.ts";

export interface SeasonSettings {
  /** @default 1 */
  bestOf?: number;
  /** @default "standard" */
  clock?: string;
  /** Seconds. @default 0 */
  delay?: number;
}

/** A season in a database, its teams coached by users of their own, and what a battle of it goes through. */
export class Season {
  readonly db: TestDatabase;
  readonly leagueId: string;
  readonly id: string;
  readonly teams: readonly string[];
  readonly coaches: readonly string[];

  private constructor(db: TestDatabase, leagueId: string, id: string, teams: string[], coaches: string[]) {
    this.db = db;
    this.leagueId = leagueId;
    this.id = id;
    this.teams = teams;
    this.coaches = coaches;
  }

  static async create(db: TestDatabase, teamCount = 2, settings: SeasonSettings = {}): Promise<Season> {
    const leagueId = randomUUID();
    const id = randomUUID();
    await db.sql("insert into leagues (id, slug, name) values ($1, $2, 'League')", [leagueId, leagueId]);
    const { bestOf = 1, clock = "standard", delay = 0 } = settings;
    await db.sql(
      `insert into seasons (id, league_id, name, format, best_of, clock, spectator_delay)
       values ($1, $2, 'Season', 'gen9ou', $3, $4, $5)`,
      [id, leagueId, bestOf, clock, delay],
    );
    const teams: string[] = [];
    const coaches: string[] = [];
    for (let number = 1; number <= teamCount; number++) {
      const coach = await createUser(db);
      const team = randomUUID();
      await db.sql("insert into teams (id, season_id, coach_id, name) values ($1, $2, $3, $4)", [
        team,
        id,
        coach,
        `Team ${number}`,
      ]);
      teams.push(team);
      coaches.push(coach);
    }
    await forgetPages(db);
    return new Season(db, leagueId, id, teams, coaches);
  }

  /** Schedules a match of two of the teams, by index. */
  async match(home = 0, away = 1): Promise<string> {
    const id = randomUUID();
    await this.db.sql(
      "insert into matches (id, season_id, round, home_team_id, away_team_id) values ($1, $2, 1, $3, $4)",
      [id, this.id, this.teams[home], this.teams[away]],
    );
    await forgetPages(this.db);
    return id;
  }

  async openBattle(match: string): Promise<string> {
    const battle = `b-${randomUUID()}`;
    await this.db.rpc("open_match_battle", {
      p_match_id: match,
      p_battle_id: battle,
      p_correlation_id: randomUUID(),
    });
    return battle;
  }

  /** Opens, ends and counts the next game of a match. */
  async playGame(match: string, result?: Result): Promise<string> {
    const battle = await this.openBattle(match);
    await recordCompleted(this.db, battle);
    await complete(this.db, await claimOne(this.db), result);
    return battle;
  }

  /** Opens and ends the battle of a new match; its result waits in the queue. */
  async endedBattle(home = 0, away = 1): Promise<{ match: string; battle: string }> {
    const match = await this.match(home, away);
    const battle = await this.openBattle(match);
    await recordCompleted(this.db, battle);
    return { match, battle };
  }

  async standings(): Promise<unknown[]> {
    return this.db.sql(
      "select team_id, wins, losses, ties, differential from standings where season_id = $1 order by team_id",
      [this.id],
    );
  }
}

/** A schedule is made beforehand: that pages are told of it is no part of most stories. What a worker has stays its own. */
async function forgetPages(db: TestDatabase): Promise<void> {
  await db.sql(
    `with told as (
      select q.msg_id
      from pgmq.q_stats_refresh q
      join jobs j on j.queue = 'stats_refresh' and j.msg_id = q.msg_id
      where j.kind = 'cache.invalidate' and j.triggered_by = 'match' and j.state = 'queued'
      order by q.msg_id
      for update of q, j skip locked
    ),
    forgotten as (delete from jobs where queue = 'stats_refresh' and msg_id in (select msg_id from told))
    delete from pgmq.q_stats_refresh where msg_id in (select msg_id from told)`,
  );
}

export async function createUser(db: TestDatabase, metadata: unknown = {}): Promise<string> {
  const id = randomUUID();
  await db.sql("insert into auth.users (id, email, raw_user_meta_data) values ($1, $2, $3)", [
    id,
    `${id}@example.com`,
    JSON.stringify(metadata),
  ]);
  return id;
}

/** Reports the start of a battle as its room does; gives `new` or `seen`. */
export async function recordStarted(
  db: TestDatabase,
  battle: string,
  event = `${battle}:started`,
): Promise<unknown> {
  const [row] = await db.rpc("record_battle_started", {
    p_event_id: event,
    p_battle_id: battle,
    p_occurred_at: "2026-11-22T11:00:00.000Z",
    p_p1_name: "Red",
    p_p2_name: "Blue",
    p_sim_version: "0.10.11",
  });
  return row?.record_battle_started;
}

/** Reports the end of a battle as its room does; gives `new` or `seen`. */
export async function recordCompleted(
  db: TestDatabase,
  battle: string,
  event = `${battle}:completed`,
  faints?: readonly TrueFaint[],
): Promise<unknown> {
  const [row] = await db.rpc("record_battle_completed", {
    p_event_id: event,
    p_battle_id: battle,
    p_occurred_at: "2026-11-22T12:00:00.000Z",
    p_winner: "p1",
    p_end_type: "win",
    p_turns: 20,
    p_sim_version: "0.10.11",
    p_replay_path: `${battle}.log`,
    p_input_log_path: `${battle}.txt`,
    p_request_id: "request-1",
    ...(faints && { p_faints: JSON.stringify(faints) }),
  });
  return row?.record_battle_completed;
}

export interface BattleOptions {
  rules?: BattleRules;
  bot?: BotStrength;
}

/** Opens a battle of a user that anyone may join, or practice against a bot; gives its id. */
export async function openBattle(
  db: TestDatabase,
  user: string,
  { rules, bot }: BattleOptions = {},
): Promise<string> {
  const id = `b-${randomUUID()}`;
  await db.rpc("open_battle", {
    p_user: user,
    p_format: "gen9ou",
    p_battle_id: id,
    p_correlation_id: randomUUID(),
    p_rules: rules ?? null,
    p_bot: bot ?? null,
  });
  return id;
}
