import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { freshDatabase, type TestDatabase } from "../harness/database.ts";
import { LOSS, TIE, usageOf, viewOf, WIN } from "../harness/stat-views.ts";
import { RecordedSeason } from "../harness/statistics.ts";
import type { SummarySketch } from "../harness/summaries.ts";

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

describe("season stats", () => {
  it("count each team's results, games, KOs and faints, as the standings do", async () => {
    await season.played({ games: [WIN] });
    const { rows } = await viewOf(season, "season_stats");
    expect(rows).toMatchObject([
      {
        team: "Team 1",
        played: 1,
        wins: 1,
        losses: 0,
        points: 3,
        differential: 2,
        score_for: 2,
        score_against: 0,
        direct_kos: 2,
        passive_kos: 1,
        faints: 1,
        battles: 1,
        turns: 20,
        damage_dealt: 150,
      },
      {
        team: "Team 2",
        wins: 0,
        losses: 1,
        points: 0,
        differential: -2,
        direct_kos: 1,
        passive_kos: 0,
        faints: 3,
      },
    ]);
  });

  it("part the season in halves, the middle round in the first one, and anew when rounds are added", async () => {
    for (const round of [1, 2, 3]) await season.played({ round });
    const played = async () => {
      const { halves } = await viewOf(season, "season_stats");
      return halves.filter((half) => half.team === "Team 1").map(({ half, played }) => [half, played]);
    };
    expect(await played()).toEqual([
      [1, 2],
      [2, 1],
    ]);
    await season.scheduled({ round: 6 });
    expect(await played()).toEqual([[1, 3]]);
  });

  it("count every game of a series, and of one that was played anew those since", async () => {
    const match = await season.played({ games: [WIN, LOSS, WIN] });
    expect((await viewOf(season, "season_stats")).rows[0]).toMatchObject({
      played: 1,
      games_won: 2,
      games_lost: 1,
      battles: 3,
      direct_kos: 4,
    });
    await season.complete(match, { games: [TIE] });
    expect((await viewOf(season, "season_stats")).rows).toContainEqual(
      expect.objectContaining({ team: "Team 1", battles: 1, direct_kos: 0 }),
    );
    await season.complete(match, { games: [LOSS, WIN] });
    expect((await viewOf(season, "season_stats")).rows).toContainEqual(
      expect.objectContaining({ team: "Team 1", battles: 2, direct_kos: 2 }),
    );
  });

  it("follow a corrected match to the other side, and forget a cancelled one", async () => {
    const match = await season.played({ games: [WIN] });
    await viewOf(season, "season_stats");
    await season.correct(match);
    expect((await viewOf(season, "season_stats")).rows).toMatchObject([
      { team: "Team 2", wins: 1, losses: 0 },
      { team: "Team 1", wins: 0, losses: 1 },
    ]);
    await season.cancel(match);
    expect((await viewOf(season, "season_stats")).rows).toEqual([]);
  });

  it("leave Pokémon out of a battle that is void, and of one whose summary is of version 1", async () => {
    const match = await season.played({ games: [WIN] });
    await season.annul(match);
    expect((await viewOf(season, "season_stats")).rows[0]).toMatchObject({
      wins: 1,
      battles: 0,
      direct_kos: 0,
    });
    expect(await db.sql("select from battle_pokemon")).toEqual([]);
    await db.sql("update battles set status = 'completed', summary = '{\"v\": 1}'");
    expect((await viewOf(season, "season_stats")).rows[0]).toMatchObject({
      wins: 1,
      battles: 0,
      direct_kos: 0,
    });
  });
});

describe("KO rules", () => {
  const every: SummarySketch = {
    p1: ["Pikachu", "Ho-Oh"],
    p2: ["Eevee", "Ditto", "Mew", "Onix", "Zubat", "Muk", "Abra"],
    faints: [
      { victim: "p2:0", by: "p1:0", cause: "move" },
      { victim: "p2:1", by: "p1:0", cause: "hazard" },
      { victim: "p2:2", by: "p1:0", cause: "item" },
      { victim: "p2:3", by: "p1:0", cause: "status" },
      { victim: "p2:4", by: "p2:4", cause: "recoil" },
      { victim: "p2:5", by: "p2:4", cause: "move" },
      { victim: "p2:6", by: "p1:0", cause: "destiny_bond" },
    ],
  };
  const kos = async (team: string) => {
    const row = (await viewOf(season, "season_stats")).rows.find((one) => one.team === team);
    return [row?.direct_kos, row?.passive_kos];
  };

  it("say which faints count, for whom, and how; another rule scores the season anew", async () => {
    await season.played({ games: [every] });
    expect(await kos("Team 1")).toEqual([1, 4]);
    expect(await kos("Team 2")).toEqual([0, 0]);
    await season.setKoRules({ hazard: "direct", recoil: "passive", team: "direct", destiny_bond: "none" });
    expect(await kos("Team 1")).toEqual([2, 3]);
    expect(await kos("Team 2")).toEqual([1, 0]);
    await season.setKoRules({ ability_item: "none", residual: "none", recoil: "none" });
    expect(await kos("Team 1")).toEqual([2, 0]);
  });

  it("give what falls with a forfeit to the Pokémon that stood opposite, where forfeits count", async () => {
    await season.setKoRules({ forfeit: "passive" });
    await season.played({
      games: [
        {
          p1: ["Pikachu", "Ho-Oh"],
          p2: ["Eevee", "Ditto", "Mew"],
          endType: "forfeit",
          faints: [{ victim: "p2:1", by: "p1:0" }],
        },
      ],
    });
    expect(await kos("Team 1")).toEqual([1, 2]);
    const { ko_leaders } = await usageOf(db, "season", season.id);
    expect(ko_leaders).toMatchObject([
      { species: "Pikachu", team: "Team 1", direct_kos: 1, passive_kos: 2, rank: 1 },
    ]);
  });

  it("are refused where a rule or its value is unknown, and to whoever is no admin of the league", async () => {
    await expect(season.setKoRules({ hazard: "sometimes" })).rejects.toMatchObject({ code: "PT400" });
    await expect(season.setKoRules({ weather: "none" })).rejects.toMatchObject({ code: "PT400" });
    const set = 'select set_ko_rules($1, \'{"hazard": "none"}\')';
    const [coach = ""] = season.coaches;
    await expect(db.asUser(coach, set, [season.id])).rejects.toMatchObject({ code: "PT403" });
    await db.sql("insert into league_roles (league_id, user_id, role) values ($1, $2, 'admin')", [
      season.leagueId,
      coach,
    ]);
    const [row] = await db.asUser(coach, set, [season.id]);
    expect(row?.set_ko_rules).toMatchObject({ hazard: "none", residual: "passive" });
    expect(await db.sql("select actor, action from admin_actions where action like 'season%'")).toEqual([
      { actor: coach, action: "season.ko_rules_set" },
    ]);
  });
});
