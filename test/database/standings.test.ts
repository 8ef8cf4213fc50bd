import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { claimOne, complete, type Result } from "../harness/claims.ts";
import { freshDatabase, type TestDatabase } from "../harness/database.ts";
import { Season } from "../harness/league.ts";

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

const game = fc.record({
  home: fc.integer({ min: 0, max: 3 }),
  // So far after the home team, in a circle of four.
  gap: fc.integer({ min: 1, max: 3 }),
  result,
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

it("standings equal a recount of the completed matches, whatever happened to them", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(game, { maxLength: 12 }), async (games) => {
      const season = await Season.create(db, 4);
      for (const { home, gap, result, fate } of games) {
        const { match } = await season.endedBattle(home, (home + gap) % 4);
        if (fate === "cancelled" || fate === "disputed") {
          await db.sql("update matches set status = $2, dispute_reason = 'people' where id = $1", [
            match,
            fate,
          ]);
        }
        const job = await claimOne(db);
        await complete(db, job, result);
        if (fate === "counted twice") await complete(db, job, result);
      }
      const counted = await db.sql(recount, [season.id]);
      expect(await season.standings()).toEqual(counted);
      const total = games.filter((one) => one.fate.startsWith("counted")).length;
      const rows = counted.map((row) => Number(row.wins) + Number(row.losses) + Number(row.ties));
      expect(rows.reduce((sum, games) => sum + games, 0)).toBe(2 * total);
    }),
    { numRuns: 12, seed: 20_261_122 },
  );
});
