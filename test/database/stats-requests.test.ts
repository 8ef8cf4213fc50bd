import { randomUUID } from "node:crypto";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { Stat } from "../../functions/_shared/schema/stats.ts";
import { claim } from "../harness/claims.ts";
import { freshDatabase, type TestDatabase } from "../harness/database.ts";
import { RecordedSeason, statTables } from "../harness/statistics.ts";

const databases: TestDatabase[] = [];
let db: TestDatabase;
let season: RecordedSeason;
beforeEach(async () => {
  db = await freshDatabase();
  databases.push(db);
  season = await RecordedSeason.create(db, { coaches: 4 });
});
afterAll(async () => {
  for (const database of databases) await database.drop();
});

const waiting = async () =>
  await db.sql(
    "select subject, priority, triggered_by from jobs where queue = 'stats_refresh' and kind = 'stats.refresh' and state = 'queued' order by subject, priority",
  );
const forgetJobs = async () => {
  await db.sql("delete from jobs");
  await db.sql("select pgmq.purge_queue('stats_refresh')");
};
const request = (stats: string[] | null, priority = 1, trigger = "admin") =>
  db.sql("select private.request_stats($1, $2, $3, $4, 'r-1', $5) as answer", [
    season.id,
    stats,
    trigger,
    priority,
    randomUUID(),
  ]);
const refreshed = async (stat: Stat) => (await season.refresh(stat)) as { changed: boolean; tags: string[] };
const wins = async () =>
  Number((await db.sql("select coalesce(sum(wins), 0)::int as wins from season_stats"))[0]?.wins);

describe("a result", () => {
  it("requests all ten statistics with priority 2 when its transaction commits, and once for several results", async () => {
    await season.played();
    expect(await waiting()).toEqual(
      [...Stat.options]
        .sort()
        .map((stat) => ({ subject: `${season.id}/${stat}`, priority: 2, triggered_by: "match" })),
    );
    await season.played({ home: 2, away: 3 });
    expect(await waiting()).toHaveLength(10);
  });

  it("that is corrected, cancelled or deleted, or whose battle is void, requests them again", async () => {
    const matches = [];
    for (let round = 1; round <= 4; round++) matches.push(await season.played({ round }));
    const [first = "", second = "", third = "", fourth = ""] = matches;
    const acts = [
      () => season.correct(first),
      () => season.cancel(second),
      () => season.annul(third),
      () => db.sql("delete from matches where id = $1", [fourth]),
      () => season.setKoRules({ hazard: "direct" }),
    ];
    for (const act of acts) {
      await forgetJobs();
      await act();
      expect(await waiting(), String(act)).toHaveLength(10);
    }
  });

  it("that goes with its whole league requests its players' profiles of another one", async () => {
    const other = await RecordedSeason.create(db, { coaches: season.coaches });
    await season.played();
    await other.played();
    await season.refreshAll();
    await other.refreshAll();
    const played = async () =>
      (await db.sql("select sum(played)::int as played from player_profile_stats"))[0];
    expect(await played()).toEqual({ played: 4 });
    await forgetJobs();
    await db.sql("delete from leagues where id = $1", [season.leagueId]);
    const subject = `${other.id}/player_profile_stats`;
    expect(await waiting()).toEqual([{ subject, priority: 2, triggered_by: "match" }]);
    await other.refresh("player_profile_stats");
    expect(await played()).toEqual({ played: 2 });
  });

  it("of the ladder requests its format's usage alone", async () => {
    await season.played();
    const [battle] = await db.sql("select id from battles");
    await forgetJobs();
    await db.sql(
      "update battles set status = 'void', match_id = null, game = null, rated = true where id = $1",
      [battle?.id],
    );
    await forgetJobs();
    await db.sql("update battles set status = 'completed' where id = $1", [battle?.id]);
    expect(await db.sql("select kind, subject from jobs")).toEqual([
      { kind: "usage.refresh", subject: "gen9ou/usage" },
    ]);
  });

  it("is not lost while a refresh runs: what the refresh does not see, the next one does", async () => {
    await season.played();
    await season.refreshAll();
    const open = await db.open("update matches set winner_team_id = away_team_id where season_id = $1", [
      season.id,
    ]);
    expect(await refreshed("season_stats")).toMatchObject({ changed: false });
    // A later result that is committed first must not hide the earlier one.
    await season.played({ home: 2, away: 3 });
    expect(await refreshed("season_stats")).toMatchObject({ changed: true });
    await open.commit();
    expect(await refreshed("season_stats")).toMatchObject({ changed: true });
    expect(
      await db.sql(
        "select t.name from season_stats s join teams t on t.id = s.team_id where s.wins = 1 order by 1",
      ),
    ).toEqual([{ name: "Team 2" }, { name: "Team 3" }]);
    expect(await refreshed("season_stats")).toEqual({ changed: false, tags: [] });
  });

  it("whose request is coalesced with a waiting job is seen by that job", async () => {
    await season.played();
    await season.refreshAll();
    await request(["season_stats"], 2, "match");
    const open = await db.open(
      `with one as (update matches set winner_team_id = away_team_id where season_id = '${season.id}' returning id)
       select private.request_stats('${season.id}', array['season_stats'], 'match', 2, null, null) from one`,
    );
    const claimed = claim(db, "stats_refresh");
    await open.commit();
    await claimed;
    // Whoever claims the job from now on sees the result.
    expect(await refreshed("season_stats")).toMatchObject({ changed: true });
  });
});

describe("refreshing", () => {
  it("twice at once is done one after the other and comes to the same", async () => {
    await season.played();
    const answers = await Promise.all([1, 2, 3].map(() => refreshed("season_stats")));
    expect(answers.filter(({ changed }) => changed).length).toBeGreaterThanOrEqual(1);
    expect(await wins()).toBe(1);
    await season.played({ home: 2, away: 3 });
    const open = await db.open("select refresh_stat('season_stats', $1)", [season.id]);
    const late = refreshed("season_stats");
    await db.blocked();
    await open.commit();
    expect(await late).toMatchObject({ changed: false });
    expect(await wins()).toBe(2);
  });

  it("all ten of two seasons of one league at once, while results come in, ends as a rebuild would", async () => {
    const second = await RecordedSeason.create(db, { coaches: season.coaches, leagueId: season.leagueId });
    await Promise.all([
      ...[1, 2, 3].flatMap((round) => [season.played({ round }), second.played({ round, home: 1, away: 2 })]),
      ...Stat.options.flatMap((stat) => [season.refresh(stat), second.refresh(stat)]),
    ]);
    await season.refreshAll();
    await second.refreshAll();
    const kept = await statTables(db);
    await season.rebuildAll();
    await second.rebuildAll();
    expect(await statTables(db)).toEqual({
      ...kept,
      format_usage: expect.anything(),
      format_pokemon: expect.anything(),
      format_moves: expect.anything(),
    });
  });

  it("names the tags of every view that it may have changed", async () => {
    const second = await RecordedSeason.create(db, { coaches: season.coaches, leagueId: season.leagueId });
    const other = await RecordedSeason.create(db, { coaches: season.coaches.slice(0, 2) });
    const strangers = await RecordedSeason.create(db, { coaches: 2 });
    await strangers.refreshAll();
    await season.played();
    expect((await refreshed("season_stats")).tags).toEqual([
      `stats:${season.id}:season_stats`,
      `usage:${season.id}`,
    ]);
    expect((await refreshed("all_time_stats")).tags.sort()).toEqual(
      [season, second].map(({ id }) => `stats:${id}:all_time_stats`).sort(),
    );
    expect((await refreshed("player_profile_stats")).tags.sort()).toEqual(
      [season, second, other].map(({ id }) => `stats:${id}:player_profile_stats`).sort(),
    );
  });

  it("makes a statistic anew where its state is of another database server", async () => {
    await season.played();
    await season.refreshAll();
    await db.sql("update private.stat_states set as_of = '9000000000:9000000000:'");
    await db.sql("delete from season_stats");
    expect(await refreshed("season_stats")).toMatchObject({ changed: true });
    expect(await wins()).toBe(1);
  });

  it("is refused for an unknown season or statistic", async () => {
    await expect(db.rpc("refresh_stat", { p_stat: "luck", p_season_id: season.id })).rejects.toMatchObject({
      code: "PT404",
    });
    await expect(
      db.rpc("refresh_stat", { p_stat: "season_stats", p_season_id: randomUUID() }),
    ).rejects.toMatchObject({
      code: "PT404",
    });
    await expect(request(["luck"])).rejects.toMatchObject({ code: "PT404" });
  });
});

describe("requests", () => {
  it("join a job that waits and make it as urgent as the most urgent of them", async () => {
    await request(["hall_of_fame"], 2, "match");
    await request(["hall_of_fame", "match_report"], 1);
    await request(["hall_of_fame"], 2, "match");
    expect((await waiting()).map(({ subject, priority }) => [subject, priority])).toEqual([
      [`${season.id}/hall_of_fame`, 1],
      [`${season.id}/match_report`, 1],
    ]);
  });

  it("do not join a job that is being worked on", async () => {
    await request(["hall_of_fame"]);
    await claim(db, "stats_refresh");
    await request(["hall_of_fame"]);
    expect(await waiting()).toHaveLength(1);
  });

  it.each(["global", "match"])("of results queue nothing where the flag '%s' is off", async (flag) => {
    await db.sql("update queue_flags set enabled = false where trigger = $1", [flag]);
    await forgetJobs();
    await season.played();
    expect(await db.sql("select from jobs where kind in ('stats.refresh', 'usage.refresh')")).toEqual([]);
    const [row] = await request(null, 2, "match");
    expect(row?.answer).toEqual({ queued: false, jobs: [] });
  });

  it("of the schedule are for seasons that are behind, and are done at once where the flag is off", async () => {
    const quiet = await RecordedSeason.create(db, { coaches: 2 });
    await quiet.refreshAll();
    await season.played();
    await forgetJobs();
    await db.sql("select private.refresh_stale_stats()");
    const jobs = await waiting();
    expect(jobs.map(({ priority, triggered_by }) => [priority, triggered_by])).toEqual(
      Array(10).fill([1, "cron"]),
    );
    expect(jobs.every(({ subject }) => String(subject).startsWith(season.id))).toBe(true);
    await db.sql("update queue_flags set enabled = false where trigger = 'cron'");
    await db.sql("select private.refresh_stale_stats()");
    expect(await wins()).toBe(1);
    expect((await db.sql("select battles from format_usage"))[0]).toEqual({ battles: 1 });
  });

  it("leave no changes behind once every statistic has followed them", async () => {
    await season.played();
    await season.refreshAll();
    await season.played({ home: 2, away: 3 });
    await season.refresh("season_stats");
    await db.sql("select private.prune_stat_changes()");
    await season.refreshAll();
    expect((await db.sql("select sum(wins)::int as wins from all_time_stats"))[0]).toEqual({ wins: 2 });
    await db.sql("select private.prune_stat_changes()");
    expect(await db.sql("select from private.stat_changes")).toEqual([]);
  });
});

describe("what is deleted", () => {
  it("takes its statistics with it: a team, of its coach too", async () => {
    await season.played();
    await season.played({ home: 2, away: 3 });
    await season.refreshAll();
    await db.sql("delete from teams where id = $1", [season.teams[0]]);
    await season.refreshAll();
    expect(
      await db.sql("select user_id from all_time_stats where user_id = $1", [season.coaches[0]]),
    ).toEqual([]);
    expect((await db.sql("select count(*)::int as teams from season_stats"))[0]).toEqual({ teams: 2 });
  });

  it("takes its statistics with it: a season, a player", async () => {
    await season.played();
    await season.refreshAll();
    await db.sql("delete from seasons where id = $1", [season.id]);
    const next = await RecordedSeason.create(db, { coaches: season.coaches, leagueId: season.leagueId });
    await next.refreshAll();
    const { format_usage, format_pokemon, format_moves, ...tables } = await statTables(db);
    expect(Object.values(tables).flat()).toEqual([]);
    await next.played();
    await next.refreshAll();
    await db.sql("delete from auth.users where id = $1", [next.coaches[0]]);
    await next.refreshAll();
    expect(await db.sql("select user_id from player_profile_stats")).toEqual([{ user_id: next.coaches[1] }]);
  });
});
