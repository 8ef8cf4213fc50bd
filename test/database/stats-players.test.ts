import { randomUUID } from "node:crypto";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { freshDatabase, type TestDatabase } from "../harness/database.ts";
import { usageOf, viewOf, WIN } from "../harness/stat-views.ts";
import { RecordedSeason } from "../harness/statistics.ts";

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

describe("statistics of a league", () => {
  it("all-time stats add up a player's seasons of the league, and none of another league", async () => {
    const second = await RecordedSeason.create(db, { coaches: season.coaches, leagueId: season.leagueId });
    const other = await RecordedSeason.create(db, { coaches: season.coaches });
    await season.played({ games: [WIN] });
    await second.played({ games: [WIN], round: 2 });
    await other.played({ games: [WIN] });
    const { rows } = await viewOf(second, "all_time_stats");
    expect(rows[0]).toMatchObject({
      user_id: season.coaches[0],
      seasons: 2,
      played: 2,
      wins: 2,
      direct_kos: 4,
    });
    expect((await viewOf(other, "all_time_stats")).rows[0]).toMatchObject({ seasons: 1, played: 1 });
    const profile = (await viewOf(other, "player_profile_stats")).rows.find(
      (row) => row.user_id === season.coaches[0],
    );
    expect(profile).toMatchObject({ leagues: 2, seasons: 3, wins: 3, longest_streak: 3 });
  });

  it("the hall of fame ranks players, and has a title for who leads a season when all of it is played", async () => {
    const last = await season.scheduled({ home: 0, away: 2, round: 2 });
    await season.played({ games: [WIN] });
    expect((await viewOf(season, "hall_of_fame")).rows.filter((row) => row.category === "title")).toEqual([]);
    await season.complete(last, { games: [WIN], round: 2 });
    const { rows } = await viewOf(season, "hall_of_fame");
    expect(rows).toContainEqual(
      expect.objectContaining({ category: "title", user_id: season.coaches[0], rank: 1, value: 1 }),
    );
    expect(rows).toContainEqual(
      expect.objectContaining({ category: "kos", user_id: season.coaches[0], value: 6 }),
    );
    expect(rows).toContainEqual(
      expect.objectContaining({ category: "streak", user_id: season.coaches[0], value: 2 }),
    );
    await season.scheduled({ round: 3 });
    expect((await viewOf(season, "hall_of_fame")).rows.filter((row) => row.category === "title")).toEqual([]);
  });

  it("personal bests name the first match of the best value, the fastest win by turns", async () => {
    const slow = await season.played({ games: [{ ...WIN, turns: 40 }], round: 1 });
    const fast = await season.played({ games: [{ ...WIN, turns: 8 }], round: 2 });
    await season.played({ games: [{ endType: "forfeit", turns: 1 }], round: 3 });
    const mine = (await viewOf(season, "personal_bests")).rows.filter(
      (row) => row.user_id === season.coaches[0],
    );
    const best = (category: string) => mine.find((row) => row.category === category);
    expect(best("fastest_win")).toMatchObject({ value: 8, match_id: fast });
    expect(best("longest_match")).toMatchObject({ value: 40, match_id: slow });
    expect(best("most_kos")).toMatchObject({ value: 3, match_id: slow });
    expect(best("best_pokemon")).toMatchObject({ value: 2, species: "Pikachu", match_id: slow });
    expect(best("win_streak")).toMatchObject({ value: 3 });
  });

  it("a player's profile names favourites and the best Pokémon; what the clock chose counts nowhere", async () => {
    const pokemon = (species: string, uses: number, automatic: number) => ({
      species,
      moves: [{ move: species === "Pikachu" ? "Thunder" : "Fly", uses, automatic }],
    });
    await season.played({
      games: [{ ...WIN, p1: [pokemon("Pikachu", 2, 0), pokemon("Ho-Oh", 1, 9), "Mew"] }],
    });
    const mine = (await viewOf(season, "player_profile_stats")).rows.find(
      (row) => row.user_id === season.coaches[0],
    );
    expect(mine).toMatchObject({
      favourite_pokemon: "Ho-Oh",
      favourite_pokemon_used: 1,
      best_pokemon: "Pikachu",
      best_pokemon_kos: 2,
      favourite_move: "Tackle",
      favourite_move_uses: 3,
    });
    await viewOf(season, "season_stats");
    const { pokemon: used } = await usageOf(db, "season", season.id);
    expect(used.find(({ species }) => species === "Ho-Oh")?.moves).toEqual([{ move: "Fly", uses: 1 }]);
  });
});

describe("usage", () => {
  it("tells of a season how often each Pokémon was brought, won, and did KOs", async () => {
    await season.played({ games: [WIN] });
    await season.played({ games: [{ p1: ["Pikachu"], p2: ["Pikachu", "Pikachu"], winner: "p2" }], round: 2 });
    await viewOf(season, "season_stats");
    const { battles, pokemon } = await usageOf(db, "season", season.id);
    expect(battles).toBe(2);
    expect(pokemon[0]).toMatchObject({
      species: "Pikachu",
      used: 3,
      usage: 0.75,
      wins: 2,
      win_rate: 0.6667,
      direct_kos: 2,
    });
  });

  it("tells the same of a format, ladder battles and all, practice and friendly battles left out", async () => {
    await season.played({ games: [WIN] });
    await db.sql(
      `insert into battles (id, format, p1_user, p2_user, correlation_id, rated, bot, status, winner_seat, end_type, turns, p1_score,
         p2_score, differential, summary, replay_path, input_log_path, ended_at, completed_at)
       select kind, 'gen9ou', p1_user, case when k.bot is null then p2_user end, gen_random_uuid(), kind = 'ladder', k.bot, 'completed',
         winner_seat, end_type, turns, p1_score, p2_score, differential, summary, 'r', 'i', now(), now()
       from battles, (values ('ladder', null), ('friendly', null), ('practice', 'easy')) k (kind, bot)`,
    );
    const refreshed = await db.rpc("refresh_usage", { p_format: "gen9ou" });
    expect(refreshed).toEqual([{ refresh_usage: true }]);
    const { battles, pokemon, ko_leaders } = await usageOf(db, "format", "gen9ou");
    expect(battles).toBe(2);
    expect(pokemon.find(({ species }) => species === "Pikachu")).toMatchObject({
      used: 2,
      wins: 2,
      direct_kos: 4,
    });
    expect(ko_leaders[0]).toMatchObject({ species: "Pikachu", rank: 1, team: null });
    await db.sql("update battles set status = 'void' where id = 'ladder'");
    await db.rpc("refresh_usage", { p_format: "gen9ou" });
    expect((await usageOf(db, "format", "gen9ou")).battles).toBe(1);
  });

  it("of what nobody has played is empty; what does not exist is refused, as statistics of it are", async () => {
    expect(await usageOf(db, "format", "gen1ou")).toMatchObject({ battles: 0, pokemon: [], ko_leaders: [] });
    await expect(usageOf(db, "season", "gen1ou")).rejects.toMatchObject({ code: "PT404" });
    const view = "select stat_view($1, $2)";
    await expect(db.as("anon", view, ["luck", season.id])).rejects.toMatchObject({ code: "PT404" });
    await expect(db.as("anon", view, ["season_stats", randomUUID()])).rejects.toMatchObject({
      code: "PT404",
    });
  });
});
