import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  BattlesView,
  LeaderboardView,
  MatchesView,
  SeasonsView,
  StandingsView,
  ViewTag,
} from "../../functions/_shared/schema/league.ts";
import { Stat, StatView, UsageView } from "../../functions/_shared/schema/stats.ts";
import { AWAY_WINS, acts, enterResult, HOME_WINS } from "../harness/acts.ts";
import { claimOne, complete } from "../harness/claims.ts";
import { freshDatabase, type TestDatabase } from "../harness/database.ts";
import { Ladder } from "../harness/ladder-database.ts";
import { recordCompleted, recordStarted, Season } from "../harness/league.ts";
import { playRated } from "../harness/rated.ts";

let db: TestDatabase;
let season: Season;
beforeAll(async () => {
  db = await freshDatabase();
  season = await Season.create(db, 3);
});
afterAll(() => db.drop());

/** The view's body, as anybody sees it. */
async function view(tag: string): Promise<unknown> {
  const [row] = await db.as("anon", "select league_view($1) as body", [tag]);
  return row?.body;
}

describe("a view of the league", () => {
  it("of a season's table has its lines with the reason for their order", async () => {
    await enterResult(season, 0, 1, HOME_WINS);
    await enterResult(season, 2, 1, HOME_WINS);
    const { rows, ...head } = StandingsView.parse(await view(`standings:${season.id}`));
    expect(head).toMatchObject({
      season_id: season.id,
      season: "Season",
      league: "League",
      format: "gen9ou",
    });
    expect(head.tie_breaks).toEqual(["head_to_head", "differential", "strength"]);
    expect(rows.map(({ rank, team, points, reason }) => [rank, team, points, reason])).toEqual([
      [1, "Team 1", 3, "level"],
      [1, "Team 3", 3, "level"],
      [3, "Team 2", 0, null],
    ]);
  });

  it("of a season's matches has what is over and what is to come", async () => {
    const other = await Season.create(db);
    await other.match();
    const played = await other.match(1, 0);
    const battle = await other.playGame(played);
    const { matches } = MatchesView.parse(await view(`matches:${other.id}`));
    expect(matches.map(({ status, home, away }) => [status, home, away])).toContainEqual([
      "scheduled",
      "Team 1",
      "Team 2",
    ]);
    expect(matches.find(({ match_id }) => match_id === played)).toMatchObject({
      status: "completed",
      home: "Team 2",
      winner_team_id: other.teams[1],
      battle_id: battle,
    });
  });

  it("of battles has the open ones and the last results", async () => {
    const battle = await season.openBattle(await season.match());
    const { open, results } = BattlesView.parse(await view("battles"));
    expect(open.map(({ id }) => id)).toContain(battle);
    expect(results.length).toBeGreaterThan(0);
    expect(JSON.stringify([open, results])).not.toMatch(/input_log|correlation/);
  });

  describe("of battles", () => {
    const resultOf = async (battle: string) =>
      BattlesView.parse(await view("battles")).results.find(({ id }) => id === battle);

    it("has a match's result where people have decided it otherwise than its battle", async () => {
      const match = await season.match();
      const battle = await season.playGame(match);
      expect(await resultOf(battle)).toMatchObject({ winner_seat: "p1", p1_score: 3, p2_score: 0 });
      await acts(db).correct(match, AWAY_WINS);
      expect(await resultOf(battle)).toMatchObject({
        winner_seat: "p2",
        end_type: "win",
        p1_score: 0,
        p2_score: 2,
        turns: 20,
      });
      await acts(db).forfeit(match, "both");
      expect(await resultOf(battle)).toMatchObject({ winner_seat: null, end_type: "forfeit" });
    });

    it("has none of a match that is disputed, called off or put back", async () => {
      const match = await season.match();
      const battle = await season.playGame(match);
      await acts(db).dispute(match);
      expect(await resultOf(battle)).toBeUndefined();
      await acts(db).correct(match, HOME_WINS);
      expect(await resultOf(battle)).toMatchObject({ winner_seat: "p1" });
      await acts(db).cancel(match);
      expect(await resultOf(battle)).toBeUndefined();
      await acts(db).reopen(match, true);
      expect(await resultOf(battle)).toBeUndefined();
      const again = await season.playGame(match);
      expect(await resultOf(battle)).toBeUndefined();
      expect(await resultOf(again)).toMatchObject({ winner_seat: "p1" });
    });

    it("has each game of a series as it was played, whatever its match came to", async () => {
      const three = await Season.create(db, 2, { bestOf: 3 });
      const match = await three.match();
      const game = await three.playGame(match);
      expect(await resultOf(game)).toMatchObject({ winner_seat: "p1" });
      await acts(db).correct(match, { ...AWAY_WINS, home_games: 1, away_games: 2 });
      expect(await resultOf(game)).toMatchObject({ winner_seat: "p1", p1_score: 3 });
    });

    it("says of an open one whether its match still waits for it", async () => {
      const match = await season.match();
      const battle = await season.openBattle(match);
      await recordStarted(db, battle);
      const open = async () => BattlesView.parse(await view("battles")).open.find(({ id }) => id === battle);
      expect(await open()).toMatchObject({ match_id: match, counts: true });
      await acts(db).cancel(match);
      expect(await open()).toMatchObject({ match_id: match, counts: false });
      await recordCompleted(db, battle);
      expect(await resultOf(battle)).toBeUndefined();
      await complete(db, await claimOne(db));
    });
  });

  it("of seasons has the latest first", async () => {
    const latest = await Season.create(db);
    const { seasons } = SeasonsView.parse(await view("seasons"));
    expect(seasons[0]?.season_id).toBe(latest.id);
  });

  it("of a ladder has its players from the top", async () => {
    const ladder = new Ladder(db);
    const [ann, ben] = [await ladder.player(), await ladder.player()];
    await playRated(ladder, ann, ben);
    const { rows } = LeaderboardView.parse(await view(`leaderboard:${ladder.format}`));
    expect(rows.map(({ rank, user_id, wins }) => [rank, user_id, wins])).toEqual([
      [1, ann.user, 1],
      [2, ben.user, 0],
    ]);
    expect(LeaderboardView.parse(await view("leaderboard:gen1nothing")).rows).toEqual([]);
  });

  it.each(Stat.options)("of the statistic %s is what stat_view gives", async (stat) => {
    const tag = ViewTag.parse(`stats:${season.id}:${stat}`);
    expect(StatView.parse(await view(tag))).toMatchObject({ stat, season_id: season.id });
  });

  it("of usage is told of a season and of a format", async () => {
    expect(UsageView.parse(await view(`usage:${season.id}`))).toMatchObject({
      scope: "season",
      id: season.id,
    });
    expect(UsageView.parse(await view("usage:gen9ou"))).toMatchObject({ scope: "format", id: "gen9ou" });
  });

  it("is the same text as long as nothing changes", async () => {
    for (const tag of ["battles", "seasons", `standings:${season.id}`, `matches:${season.id}`]) {
      expect(JSON.stringify(await view(tag))).toBe(JSON.stringify(await view(tag)));
    }
  });

  it("does not exist under any other name", async () => {
    const { id } = season;
    for (const tag of [
      "",
      "battle",
      "battles:",
      "seasons:x",
      `standings:${randomUUID()}`,
      `matches:${randomUUID()}`,
      `usage:${randomUUID()}`,
      `standings:${id.toUpperCase()}`,
      ` standings:${id}`,
      `standings:${id}:x`,
      `stats:${id}`,
      `stats:${id}:secrets`,
      `stats:${randomUUID()}:honour_roll`,
      "leaderboard:gen9OU",
      "leaderboard:gen9ou'; drop table battles",
      `leaderboard:gen9${"u".repeat(60)}`,
    ]) {
      expect([tag, await view(tag)]).toEqual([tag, null]);
    }
    expect(await db.as("anon", "select league_view(null) as body")).toEqual([{ body: null }]);
  });
});

/** The tags that jobs wait to tell. */
async function told(): Promise<unknown[]> {
  const rows = await db.sql(
    "select subject from jobs where kind = 'cache.invalidate' and triggered_by = 'match' order by subject",
  );
  return rows.map(({ subject }) => subject);
}
const forget = () =>
  db.sql(
    `with told as (delete from jobs where kind = 'cache.invalidate' returning msg_id)
     delete from pgmq.q_stats_refresh where msg_id in (select msg_id from told)`,
  );

describe("what is written to the tables by hand", () => {
  it("is told: a season, a team, a match and when it is played", async () => {
    const other = await Season.create(db);
    await forget();
    const { id } = other;
    await db.sql("update seasons set name = 'Second' where id = $1", [id]);
    expect(await told()).toEqual([`matches:${id}`, "seasons", `standings:${id}`]);
    await forget();
    await db.sql("update teams set name = name || '!' where season_id = $1", [id]);
    expect(await told()).toEqual([`matches:${id}`, `standings:${id}`]);
    const match = await other.match();
    await forget();
    await db.sql("update matches set scheduled_at = now() where id = $1", [match]);
    expect(await told()).toEqual([`matches:${id}`]);
    await forget();
    await other.openBattle(match);
    expect(await told()).toEqual([`matches:${id}`]);
  });

  it("is not told where nothing changed, nor where nothing is queued", async () => {
    await forget();
    await db.sql("update seasons set name = name where false");
    await db.sql("update matches set round = round");
    expect(await told()).toEqual([]);
    await db.sql("update queue_flags set enabled = false where trigger = 'match'");
    await db.sql("update seasons set name = 'Third' where id = $1", [season.id]);
    expect(await told()).toEqual([]);
    await db.sql("update queue_flags set enabled = true where trigger = 'match'");
  });
});

describe("an invalidation that nobody heard", () => {
  it("waits as a job a tag, and once however often it is asked for", async () => {
    const tags = ["battles", "standings:1", "battles"];
    await db.rpc("request_invalidation", { p_tags: tags });
    await db.rpc("request_invalidation", { p_tags: ["battles"] });
    const jobs = await db.sql(
      `select j.subject, q.message -> 'tags' as tags from jobs j join pgmq.q_stats_refresh q using (msg_id)
       where j.queue = 'stats_refresh' and j.kind = 'cache.invalidate' and j.subject in ('battles', 'standings:1') order by j.subject`,
    );
    expect(jobs).toEqual([
      { subject: "battles", tags: ["battles"] },
      { subject: "standings:1", tags: ["standings:1"] },
    ]);
  });

  it("is for the service alone to ask for", async () => {
    for (const role of ["anon", "authenticated"] as const) {
      await expect(db.as(role, "select request_invalidation(array['battles'])")).rejects.toThrow(
        "permission denied",
      );
    }
  });
});
