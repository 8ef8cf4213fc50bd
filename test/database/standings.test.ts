import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { claimOne, complete, type Result } from "../harness/claims.ts";
import { freshDatabase, type TestDatabase } from "../harness/database.ts";
import { recordCompleted, Season } from "../harness/league.ts";

let db: TestDatabase;
beforeAll(async () => {
  db = await freshDatabase();
});
afterAll(() => db.drop());

const result: fc.Arbitrary<Result> = fc
  .record({
    endType: fc.constantFrom("win", "tie", "forfeit", "timeout", "disconnect"),
    winner: fc.constantFrom("p1" as const, "p2" as const, null),
    p1: fc.integer({ min: 0, max: 6 }),
    p2: fc.integer({ min: 0, max: 6 }),
  })
  .map((drawn) => {
    if (drawn.endType === "tie") return { ...drawn, winner: null };
    return drawn.endType === "win" ? { ...drawn, winner: drawn.winner ?? "p2" } : drawn;
  });

const contest = fc.record({
  home: fc.integer({ min: 0, max: 3 }),
  // So far after the home team, in a circle of four.
  gap: fc.integer({ min: 1, max: 3 }),
  // As many games as the longest series can have.
  games: fc.array(result, { minLength: 10, maxLength: 10 }),
  fate: fc.constantFrom("counted", "counted twice", "cancelled", "disputed"),
});

/** Says from the matches alone what the standings are. */
const recount = `
  select t.id as team_id,
    count(*) filter (where m.winner_team_id = t.id)::int as wins,
    count(*) filter (where m.end_type <> 'tie' and m.winner_team_id is distinct from t.id)::int as losses,
    count(*) filter (where m.end_type = 'tie')::int as ties,
    coalesce(sum(case when m.home_team_id = t.id then m.home_score - m.away_score else m.away_score - m.home_score end), 0)::int
      as differential
  from teams t left join matches m on t.id in (m.home_team_id, m.away_team_id) and m.status = 'completed'
  where t.season_id = $1 group by t.id order by t.id`;

/** Says from the games alone what a match of them is. */
function decide(results: Result[], bestOf: number) {
  const played: Result[] = [];
  const won = (seat: "p1" | "p2") => played.filter(({ winner }) => winner === seat).length;
  for (const next of results) {
    played.push(next);
    if (Math.max(won("p1"), won("p2")) * 2 > bestOf) break;
    if (played.length === (bestOf === 1 ? 1 : 2 * bestOf)) break;
  }
  const total = (seat: "p1" | "p2") => played.reduce((sum, one) => sum + one[seat], 0);
  return {
    played,
    row: {
      status: "completed",
      home_games: won("p1"),
      away_games: won("p2"),
      home_score: total("p1"),
      away_score: total("p2"),
      differential: total("p1") - total("p2"),
    },
  };
}

it("standings equal a recount of the completed matches, whatever happened to them", async () => {
  const seasons = fc.record({
    bestOf: fc.constantFrom(1, 3, 5),
    contests: fc.array(contest, { maxLength: 8 }),
  });
  await fc.assert(
    fc.asyncProperty(seasons, async ({ bestOf, contests }) => {
      const season = await Season.create(db, 4, { bestOf });
      for (const { home, gap, games, fate } of contests) {
        const match = await season.match(home, (home + gap) % 4);
        const { played, row } = decide(games, bestOf);
        for (const [number, game] of played.entries()) {
          await recordCompleted(db, await season.openBattle(match));
          const isLast = number === played.length - 1;
          if (isLast && (fate === "cancelled" || fate === "disputed")) {
            await db.sql("update matches set status = $2, dispute_reason = 'people' where id = $1", [
              match,
              fate,
            ]);
          }
          const job = await claimOne(db);
          await complete(db, job, game);
          if (fate === "counted twice") await complete(db, job, game);
        }
        const [counted] = await db.sql("select * from matches where id = $1", [match]);
        if (fate.startsWith("counted")) expect(counted).toMatchObject(row);
        else expect(counted).toMatchObject({ status: fate, home_score: null });
      }
      const counted = await db.sql(recount, [season.id]);
      expect(await season.standings()).toEqual(counted);
      const total = contests.filter((one) => one.fate.startsWith("counted")).length;
      const rows = counted.map((row) => Number(row.wins) + Number(row.losses) + Number(row.ties));
      expect(rows.reduce((sum, games) => sum + games, 0)).toBe(2 * total);
    }),
    { numRuns: 15, seed: 20_261_122 },
  );
});
