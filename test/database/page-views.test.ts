import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LeaderboardView, MatchesView, ViewTag } from "../../functions/_shared/schema/league.ts";
import {
  LeaguesView,
  LeagueView,
  MatchView,
  PlayerView,
  SeasonView,
  TeamView,
} from "../../functions/_shared/schema/pages.ts";
import { freshDatabase, type TestDatabase } from "../harness/database.ts";
import { Ladder } from "../harness/ladder-database.ts";
import { Season } from "../harness/league.ts";
import { playRated } from "../harness/rated.ts";
import { WIN } from "../harness/stat-views.ts";
import { RecordedSeason } from "../harness/statistics.ts";

let db: TestDatabase;
let season: RecordedSeason;
let match: string;
beforeAll(async () => {
  db = await freshDatabase();
  season = await RecordedSeason.create(db, { coaches: 3 });
  const [first, second] = season.teams;
  await db.sql(
    "insert into rosters (team_id, species) values ($1, 'Pikachu'), ($1, 'Ho-Oh'), ($2, 'Eevee')",
    [first, second],
  );
  match = await season.played({ games: [WIN] });
  await season.scheduled({ home: 1, away: 2, round: 2 });
  await season.refreshAll();
});
afterAll(() => db.drop());

/** The view's body, as anybody sees it. */
async function view(tag: string): Promise<unknown> {
  expect(ViewTag.safeParse(tag).success, tag).toBe(true);
  const [row] = await db.as("anon", "select league_view($1) as body", [tag]);
  return row?.body;
}

describe("a view of one thing", () => {
  it("of leagues has each with its latest season", async () => {
    const { leagues, follows } = LeaguesView.parse(await view("leagues"));
    expect(leagues.find(({ league_id }) => league_id === season.leagueId)).toMatchObject({
      seasons: 1,
      season_id: season.id,
      format: "gen9ou",
    });
    expect(follows).toEqual(["seasons"]);
  });

  it("of a league has its seasons, and how far they are", async () => {
    const league = LeagueView.parse(await view(`league:${season.leagueId}`));
    expect(league.seasons).toEqual([
      expect.objectContaining({ season_id: season.id, teams: 3, matches: 2, over: 1 }),
    ]);
    expect(league.follows).toEqual(["seasons", `matches:${season.id}`]);
  });

  it("of a season has its rules, its teams with their rosters, and who beat whom", async () => {
    const body = SeasonView.parse(await view(`season:${season.id}`));
    expect(body.rules).toMatchObject({
      points_win: 3,
      tie_breaks: ["head_to_head", "differential", "strength"],
    });
    expect(body.teams.map(({ team, roster }) => [team, roster])).toEqual([
      ["Team 1", ["Ho-Oh", "Pikachu"]],
      ["Team 2", ["Eevee"]],
      ["Team 3", []],
    ]);
    expect(body.head_to_head).toContainEqual(
      expect.objectContaining({ team_id: season.teams[0], opponent_id: season.teams[1], wins: 1, losses: 0 }),
    );
    expect(body.seasons.map(({ season_id }) => season_id)).toEqual([season.id]);
  });

  it("of a team has its place, its matches, and what was brought though it is on no roster", async () => {
    const body = TeamView.parse(await view(`team:${season.teams[0]}`));
    expect(body.place).toMatchObject({ rank: 1, wins: 1, points: 3 });
    expect(body.matches.map(({ match_id }) => match_id)).toEqual([match]);
    expect(body.pokemon.map(({ species, drafted, direct_kos }) => [species, drafted, direct_kos])).toEqual([
      ["Ho-Oh", true, 0],
      ["Pikachu", true, 2],
      ["Porygon-Z", false, 0],
    ]);
  });

  it("of a match has both rosters, its games, the report, and each KO with what it counts as and how sure that is", async () => {
    const body = MatchView.parse(await view(`match:${match}`));
    expect(body).toMatchObject({
      status: "completed",
      home: { team: "Team 1" },
      away: { roster: ["Eevee"] },
    });
    expect(body.games.map(({ game, winner_seat, counted }) => [game, winner_seat, counted])).toEqual([
      [1, "p1", true],
    ]);
    expect(body.report?.mvp).toMatchObject({ species: "Pikachu", kos: 2 });
    expect(
      body.kos.map(({ victim, by, counts, confidence }) => [victim.species, by?.species, counts, confidence]),
    ).toEqual([
      ["Eevee", "Pikachu", "direct", "exact"],
      ["Ditto", "Pikachu", "direct", "exact"],
      ["Ho-Oh", "Mew", "direct", "exact"],
      ["Mew", "Porygon-Z", "passive", "exact"],
    ]);
  });

  it("of a match that is to come has neither games nor a report", async () => {
    const coming = await season.scheduled({ home: 0, away: 2, round: 3 });
    expect(MatchView.parse(await view(`match:${coming}`))).toMatchObject({
      games: [],
      report: null,
      kos: [],
    });
  });

  it("of a player has ratings with their past, badges, teams, bests and the latest battles", async () => {
    const ladder = new Ladder(db);
    const [ann, ben] = [await ladder.player(), await ladder.player()];
    await playRated(ladder, ann, ben);
    await db.sql(
      `with season as (
         insert into ladder_seasons (format, name, starts_at, ends_at, closed_at)
         values ($1, 'Autumn', now() - interval '2 days', now() - interval '1 day', now())
         returning id
       )
       insert into ladder_badges (season_id, user_id, badge, rank, elo, games) select id, $2, 'gold', 1, 1200, 9 from season`,
      [ladder.format, ann.user],
    );
    const body = PlayerView.parse(await view(`player:${ann.user}`));
    expect(body.ratings).toEqual([
      expect.objectContaining({ format: ladder.format, wins: 1, provisional: true }),
    ]);
    expect(body.ratings[0]?.history).toHaveLength(1);
    expect(body.badges).toEqual([expect.objectContaining({ season: "Autumn", badge: "gold", rank: 1 })]);
    expect(body.battles).toEqual([expect.objectContaining({ seat: "p1", rated: true, winner_seat: "p1" })]);
    expect(body.follows).toEqual([`leaderboard:${ladder.format}`]);
    const board = LeaderboardView.parse(await view(`leaderboard:${ladder.format}`));
    expect(board.seasons.last).toMatchObject({
      season: "Autumn",
      badges: [{ name: body.name, badge: "gold" }],
    });
    expect(board.rows[0]?.badges).toEqual([{ badge: "gold", season: "Autumn", rank: 1 }]);
  });

  it("of a coach has what they did in leagues", async () => {
    const body = PlayerView.parse(await view(`player:${season.coaches[0]}`));
    expect(body.teams).toEqual([expect.objectContaining({ team: "Team 1", wins: 1, points: 3 })]);
    expect(body.profile).toMatchObject({ played: 1, wins: 1, favourite_pokemon: "Ho-Oh" });
    expect(body.bests.map(({ category }) => category)).toContain("biggest_win");
    expect(body.follows).toContain(`stats:${season.id}:personal_bests`);
  });

  it("follows only what is a view, and is the same text as long as nothing changes", async () => {
    for (const tag of [
      "leagues",
      `league:${season.leagueId}`,
      `season:${season.id}`,
      `team:${season.teams[0]}`,
      `match:${match}`,
      `player:${season.coaches[0]}`,
    ]) {
      const body = await view(tag);
      expect(JSON.stringify(await view(tag))).toBe(JSON.stringify(body));
      const { follows } = LeaguesView.pick({ follows: true }).parse(body);
      expect(follows.length).toBeGreaterThan(0);
      for (const followed of follows) expect(ViewTag.safeParse(followed).success, followed).toBe(true);
      expect(JSON.stringify(body)).not.toMatch(/input_log|correlation/);
    }
  });

  it("does not exist of what nobody knows", async () => {
    for (const kind of ["season", "team", "match", "player", "league"])
      expect([kind, await view(`${kind}:${randomUUID()}`)]).toEqual([kind, null]);
  });
});

describe("a match's revision", () => {
  const revisionOf = async (id: string, of: string) => {
    const { matches } = MatchesView.parse(await view(`matches:${of}`));
    return matches.find(({ match_id }) => match_id === id)?.revision;
  };

  it("counts what a calendar tells: when it is played, and what came of it", async () => {
    const other = await Season.create(db);
    const played = await other.match();
    expect(await revisionOf(played, other.id)).toBe(0);
    await db.sql("update matches set scheduled_at = now() where id = $1", [played]);
    expect(await revisionOf(played, other.id)).toBe(1);
    await db.sql("update matches set scheduled_at = scheduled_at, replay_path = 'x' where id = $1", [played]);
    expect(await revisionOf(played, other.id)).toBe(1);
    await other.playGame(played);
    // It began, and it ended.
    expect(await revisionOf(played, other.id)).toBe(3);
  });
});

describe("open pages", () => {
  const told = async () => {
    const rows = await db.sql(
      "select subject from jobs where kind = 'cache.invalidate' and triggered_by = 'match' order by subject",
    );
    return rows.map(({ subject }) => subject);
  };
  const forget = () =>
    db.sql(
      `with told as (delete from jobs where kind = 'cache.invalidate' returning msg_id)
       delete from pgmq.q_stats_refresh where msg_id in (select msg_id from told)`,
    );

  it("are told of a roster that changes, and of a ladder's season", async () => {
    await forget();
    await db.sql("update rosters set species = 'Raichu' where team_id = $1 and species = 'Pikachu'", [
      season.teams[0],
    ]);
    expect(await told()).toEqual([`matches:${season.id}`]);
    await forget();
    await db.sql(
      "insert into ladder_seasons (format, name, starts_at, ends_at) values ('gen9uu', 'Winter', now(), now() + interval '1 day')",
    );
    expect(await told()).toEqual(["leaderboard:gen9uu"]);
  });
});
