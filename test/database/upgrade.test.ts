import { randomUUID } from "node:crypto";
import { copyFile, mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import pg from "pg";
import { expect, inject, it } from "vitest";
import { FRIENDLY_RULES } from "../../functions/_shared/schema/rules.ts";
import { addresses, migrate } from "../../supabase/local/database/migrate.ts";
import { preparePlatform } from "../../supabase/local/database/platform/prepare.ts";

const supabase = resolve(import.meta.dirname, "../../supabase");
const [user, other, league, season, home, away] = Array.from({ length: 6 }, () => randomUUID());

/**
 * A league as it was before battles had rules and matches were series: a win, a tie, a match that goes on, and one
 * that was called off while its battle waited.
 */
const old = `
  insert into auth.users (id, email) values ('${user}', 'a@example.com'), ('${other}', 'b@example.com');
  insert into leagues (id, slug, name) values ('${league}', 'old', 'Old');
  insert into seasons (id, league_id, name, format) values ('${season}', '${league}', 'One', 'gen9ou');
  insert into teams (id, season_id, coach_id, name)
  values ('${home}', '${season}', '${user}', 'Home'), ('${away}', '${season}', '${other}', 'Away');
  insert into matches
    (season_id, round, home_team_id, away_team_id, status, winner_team_id, home_score, away_score, differential, end_type, played_at, completed_at)
  values
    ('${season}', 1, '${home}', '${away}', 'completed', '${away}', 0, 2, -2, 'win', now(), now()),
    ('${season}', 2, '${home}', '${away}', 'completed', null, 1, 1, 0, 'tie', now(), now());
  insert into matches (season_id, round, home_team_id, away_team_id) values ('${season}', 3, '${home}', '${away}');
  select open_match_battle((select id from matches where round = 3), 'old-1', '${randomUUID()}');
  insert into matches (season_id, round, home_team_id, away_team_id) values ('${season}', 4, '${home}', '${away}');
  select open_match_battle((select id from matches where round = 4), 'old-2', '${randomUUID()}');
  update matches set status = 'cancelled' where round = 4;`;

it("a league that was played before there were series goes on as it was", async () => {
  const server = inject("postgres");
  const database = addresses(server, "upgraded");
  const workdir = await mkdtemp(join(tmpdir(), "plateau-old-"));
  const admin = new pg.Client({ connectionString: server.adminUrl });
  await admin.connect();
  try {
    await mkdir(join(workdir, "supabase/migrations"), { recursive: true });
    await copyFile(join(supabase, "config.toml"), join(workdir, "supabase/config.toml"));
    const files = await readdir(join(supabase, "migrations"));
    for (const file of files.filter((name) => name < "20261122")) {
      await copyFile(join(supabase, "migrations", file), join(workdir, "supabase/migrations", file));
    }
    await admin.query("create database upgraded");
    await preparePlatform(database.adminUrl);
    await migrate(database.url, { seed: false, workdir });
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    try {
      await client.query(old);
      await migrate(database.url, { seed: false });
      const matches = await client.query(
        "select round, status, home_games, away_games from matches order by round",
      );
      expect(matches.rows).toEqual([
        { round: 1, status: "completed", home_games: 0, away_games: 1 },
        { round: 2, status: "completed", home_games: 0, away_games: 0 },
        { round: 3, status: "in_progress", home_games: 0, away_games: 0 },
        { round: 4, status: "cancelled", home_games: 0, away_games: 0 },
      ]);
      const open = await client.query("select id, status, dispute_reason from battles order by id");
      expect(open.rows).toEqual([
        { id: "old-1", status: "waiting", dispute_reason: null },
        { id: "old-2", status: "void", dispute_reason: "its match was decided without it" },
      ]);
      const standings = await client.query(
        "select team, wins, losses, ties, points, differential from season_standings($1)",
        [season],
      );
      expect(standings.rows).toEqual([
        { team: "Away", wins: 1, losses: 0, ties: 1, points: "4", differential: 2 },
        { team: "Home", wins: 0, losses: 1, ties: 1, points: "1", differential: -2 },
      ]);
      const battles = await client.query(
        "select id, game, rated, bot, rules from battles where status = 'waiting'",
      );
      expect(battles.rows).toEqual([
        { id: "old-1", game: 1, rated: false, bot: null, rules: FRIENDLY_RULES },
      ]);
      const again = await client.query(
        "select id from open_match_battle((select id from matches where round = 3), 'new-1', gen_random_uuid())",
      );
      expect(again.rows).toEqual([{ id: "old-1" }]);
    } finally {
      await client.end();
    }
    await admin.query("drop database upgraded");
  } finally {
    await admin.end();
    await rm(workdir, { recursive: true, force: true });
  }
});
