import { randomUUID } from "node:crypto";
import { Stat } from "../../functions/_shared/schema/stats.ts";
import type { Row, TestDatabase } from "./database.ts";
import { createUser } from "./league.ts";
import { type SummarySketch, summaryOf } from "./summaries.ts";

/** A played match in short; what is left out is a single game that home wins in round 1. */
export interface MatchSketch {
  home?: number;
  away?: number;
  round?: number;
  games?: SummarySketch[];
  /** Day of the season on which it was played. @default the round */
  day?: number;
}

/** A season whose results are written as rows, as nobody but the database itself would: statistics hang on rows alone. */
export class RecordedSeason {
  readonly db: TestDatabase;
  readonly id: string;
  readonly leagueId: string;
  readonly teams: readonly string[];
  readonly coaches: readonly string[];

  private constructor(db: TestDatabase, id: string, leagueId: string, teams: string[], coaches: string[]) {
    this.db = db;
    this.id = id;
    this.leagueId = leagueId;
    this.teams = teams;
    this.coaches = coaches;
  }

  /** @param coaches users, a team each; of another season of the same league, or new ones */
  static async create(
    db: TestDatabase,
    { coaches, leagueId = randomUUID() }: { coaches: number | readonly string[]; leagueId?: string },
  ): Promise<RecordedSeason> {
    const users =
      typeof coaches === "number"
        ? await Promise.all(Array.from({ length: coaches }, () => createUser(db)))
        : [...coaches];
    const id = randomUUID();
    await db.sql(
      "insert into leagues (id, slug, name) values ($1::uuid, $1::uuid::text, 'League') on conflict do nothing",
      [leagueId],
    );
    await db.sql(
      "insert into seasons (id, league_id, name, format) values ($1::uuid, $2, 'Season ' || left($1::uuid::text, 8), 'gen9ou')",
      [id, leagueId],
    );
    const teams = users.map(() => randomUUID());
    await db.sql(
      `insert into teams (id, season_id, coach_id, name)
       select t, $1, c, 'Team ' || n from unnest($2::uuid[], $3::uuid[]) with ordinality x (t, c, n)`,
      [id, teams, users],
    );
    return new RecordedSeason(db, id, leagueId, teams, users);
  }

  /** Schedules a match and writes its result; gives its id. */
  async played(sketch: MatchSketch = {}): Promise<string> {
    const match = await this.scheduled(sketch);
    await this.complete(match, sketch);
    return match;
  }

  async scheduled({ home = 0, away = 1, round = 1 }: MatchSketch = {}): Promise<string> {
    const match = randomUUID();
    await this.db.sql(
      "insert into matches (id, season_id, round, home_team_id, away_team_id) values ($1, $2, $3, $4, $5)",
      [match, this.id, round, this.teams[home], this.teams[away]],
    );
    return match;
  }

  /** Writes a match's games and its result as they say; those that it has already are played anew. */
  async complete(match: string, { games = [{}], round = 1, day = round }: MatchSketch = {}): Promise<void> {
    await this.db.sql(
      "update matches set anew_at = clock_timestamp() where id = $1 and exists (select from battles where match_id = $1)",
      [match],
    );
    for (const [index, game] of games.entries()) await this.#game(match, index + 1, game, day);
    await this.decide(match, day);
  }

  async #game(match: string, game: number, sketch: SummarySketch, day: number): Promise<void> {
    await this.db.sql(
      `insert into battles (id, match_id, game, format, p1_user, p2_user, correlation_id, status, winner_seat, end_type, turns,
         p1_score, p2_score, differential, summary, replay_path, input_log_path, ended_at, completed_at)
       select 'b-' || gen_random_uuid(), m.id, $2, 'gen9ou', h.coach_id, a.coach_id, gen_random_uuid(), 'completed',
         (s ->> 'winner')::seat, (s ->> 'endType')::end_type, (s ->> 'turns')::int, (s -> 'score' ->> 'p1')::int,
         (s -> 'score' ->> 'p2')::int, (s ->> 'differential')::int, s, 'r', 'i', at, at
       from matches m
       join teams h on h.id = m.home_team_id
       join teams a on a.id = m.away_team_id
       cross join (select $3::jsonb as s, timestamptz '2026-01-01' + $4 * interval '1 day' as at) x
       where m.id = $1`,
      [match, game, JSON.stringify(summaryOf(sketch)), day],
    );
  }

  /** Makes the games of a match its result, as completing its last one does. */
  async decide(match: string, day = 1): Promise<void> {
    await this.db.sql(
      `update matches m
       set status = 'completed', home_games = g.home, away_games = g.away, home_score = g.p1, away_score = g.p2,
         differential = g.p1 - g.p2, 
         end_type = case when g.home = g.away then 'tie' when g.last_end = 'tie' then 'win' else g.last_end end,
         winner_team_id = case sign(g.home - g.away) when 1 then m.home_team_id when -1 then m.away_team_id end,
         played_at = timestamptz '2026-01-01' + $2 * interval '1 day', completed_at = now(), dispute_reason = null
       from (
         select count(*) filter (where b.winner_seat = 'p1')::int as home, count(*) filter (where b.winner_seat = 'p2')::int as away,
           sum(b.p1_score)::int as p1, sum(b.p2_score)::int as p2,
           (array_agg(b.end_type order by b.game desc))[1] as last_end
         from battles b where b.match_id = $1 and b.status = 'completed'
       ) g
       where m.id = $1 and g.p1 is not null`,
      [match, day],
    );
  }

  /** Writes a rated battle of two of the coaches, of no match; gives its id. */
  async ladder(sketch: SummarySketch): Promise<string> {
    const [row] = await this.db.sql(
      `insert into battles (id, format, p1_user, p2_user, correlation_id, rated, status, winner_seat, end_type, turns, p1_score,
         p2_score, differential, summary, replay_path, input_log_path, ended_at, completed_at)
       select 'l-' || gen_random_uuid(), 'gen9ou', $2, $3, gen_random_uuid(), true, 'completed', (s ->> 'winner')::seat,
         (s ->> 'endType')::end_type, (s ->> 'turns')::int, (s -> 'score' ->> 'p1')::int, (s -> 'score' ->> 'p2')::int,
         (s ->> 'differential')::int, s, 'r', 'i', now(), now()
       from (select $1::jsonb as s) x
       returning id`,
      [JSON.stringify(summaryOf(sketch)), this.coaches[0], this.coaches[1]],
    );
    return String(row?.id);
  }

  /** An admin says that the other side won. */
  async correct(match: string): Promise<void> {
    await this.db.sql(
      `update matches set end_type = 'win',
         winner_team_id = case when winner_team_id = home_team_id then away_team_id else home_team_id end
       where id = $1 and status = 'completed'`,
      [match],
    );
  }

  async cancel(match: string): Promise<void> {
    await this.db.sql(
      `update matches set status = 'cancelled', winner_team_id = null, home_score = null, away_score = null,
         differential = null, completed_at = null where id = $1`,
      [match],
    );
  }

  /** Makes the battles of a match void. */
  async annul(match: string): Promise<void> {
    await this.db.sql("update battles set status = 'void' where match_id = $1 and status = 'completed'", [
      match,
    ]);
  }

  async setKoRules(rules: Record<string, string>): Promise<void> {
    await this.db.rpc("set_ko_rules", { p_season_id: this.id, p_rules: JSON.stringify(rules) });
  }

  async refresh(stat: Stat): Promise<unknown> {
    const [row] = await this.db.rpc("refresh_stat", { p_stat: stat, p_season_id: this.id });
    return row?.refresh_stat;
  }

  async refreshAll(): Promise<void> {
    for (const stat of Stat.options) await this.refresh(stat);
  }

  async rebuildAll(): Promise<void> {
    for (const stat of Stat.options)
      await this.db.rpc("rebuild_stat", { p_stat: stat, p_season_id: this.id });
  }

  /** A statistic as everybody may read it. */
  async view(stat: Stat): Promise<unknown> {
    const [row] = await this.db.as("anon", "select stat_view($1, $2) as view", [stat, this.id]);
    return row?.view;
  }
}

const TABLES = [
  "season_stats",
  "half_season_stats",
  "season_pokemon",
  "season_moves",
  "all_time_stats",
  "hall_of_fame",
  "recent_performance",
  "honour_roll",
  "match_report",
  "personal_bests",
  "player_profile_stats",
  "season_race_data",
  "player_power_rating",
  "format_usage",
  "format_pokemon",
  "format_moves",
];

/** All that statistics have in their tables. */
export async function statTables(db: TestDatabase): Promise<Record<string, Row[]>> {
  const tables: Record<string, Row[]> = {};
  for (const table of TABLES) {
    const rows = await db.sql(`select to_jsonb(t) as row from public.${table} t order by to_jsonb(t)::text`);
    tables[table] = rows;
  }
  return tables;
}
