import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { PokemonSummary } from "../../functions/_shared/schema/battle.ts";
import { Stat } from "../../functions/_shared/schema/stats.ts";
import { freshDatabase, type TestDatabase } from "../harness/database.ts";
import { createUser } from "../harness/league.ts";
import { RecordedSeason, statTables } from "../harness/statistics.ts";
import type { FaintSketch, SummarySketch } from "../harness/summaries.ts";

const SEED = 20_261_123;
const RUNS = 15;

let db: TestDatabase;
beforeAll(async () => {
  db = await freshDatabase();
});
afterAll(() => db.drop());

const place = fc.tuple(fc.constantFrom("p1" as const, "p2" as const), fc.integer({ min: 0, max: 2 }));
const ref = place.map(([seat, index]) => `${seat}:${index}` as const);
const faint: fc.Arbitrary<FaintSketch> = fc.record({
  victim: ref,
  by: fc.option(ref, { freq: 6 }),
  cause: fc.constantFrom(
    "move",
    "hazard",
    "status",
    "recoil",
    "item",
    "destiny_bond",
    "sacrifice",
    "confusion",
  ),
  turn: fc.integer({ min: 1, max: 30 }),
});
const species = fc.constantFrom("Pikachu", "Eevee", "Ho-Oh", "Porygon-Z");
const moves: fc.Arbitrary<PokemonSummary["moves"]> = fc.constantFrom(
  [{ move: "Tackle", uses: 2, automatic: 1 }],
  [{ move: "Thunder", uses: 0, automatic: 4 }],
  [],
);
const team = fc.array(
  fc.record({
    species,
    damageDealt: fc.integer({ min: 0, max: 3000 }).map((tenths) => tenths / 10),
    brought: fc.constantFrom(true, true, false, null),
    moves,
  }),
  { minLength: 3, maxLength: 3 },
);
const game: fc.Arbitrary<SummarySketch> = fc
  .record({
    p1: team,
    p2: team,
    faints: fc.uniqueArray(faint, { maxLength: 5, selector: ({ victim }) => victim }),
    winner: fc.constantFrom("p1" as const, "p2" as const, null),
    endType: fc.constantFrom("win" as const, "win" as const, "forfeit" as const, "timeout" as const),
    turns: fc.integer({ min: 1, max: 60 }),
  })
  .map((drawn) => (drawn.winner === null ? { ...drawn, endType: "tie" as const } : drawn));

const kind = fc.constantFrom("direct", "passive", "none");
const season = fc.integer({ min: 0, max: 2 });
const any = fc.nat();
const act = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("play" as const),
      season,
      home: fc.integer({ min: 0, max: 3 }),
      gap: fc.integer({ min: 1, max: 3 }),
      round: fc.integer({ min: 1, max: 6 }),
      games: fc.array(game, { minLength: 1, maxLength: 2 }),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constantFrom("correct", "cancel", "annul", "count again", "delete", "play again", "new summary"),
      match: any,
      game,
    }),
  },
  {
    // Seldom: it scores a season anew, and so hides what else was missed.
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("rules" as const),
      season,
      hazard: kind,
      recoil: kind,
      forfeit: kind,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constantFrom("schedule", "new coach", "no coach", "delete team"),
      season,
      match: any,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant("refresh" as const), season, stats: fc.subarray(Stat.options) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom("prune", "usage", "void ladder") }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("ladder" as const), season, game }) },
);
type Act = typeof act extends fc.Arbitrary<infer One> ? One : never;

/** Two seasons of one league and one of another; three of the players are in all of them. */
async function leagues(): Promise<[RecordedSeason, RecordedSeason, RecordedSeason]> {
  const first = await RecordedSeason.create(db, { coaches: 4 });
  const veterans = first.coaches.slice(0, 3);
  const second = await RecordedSeason.create(db, {
    coaches: [...veterans, await createUser(db)],
    leagueId: first.leagueId,
  });
  const other = await RecordedSeason.create(db, { coaches: [await createUser(db), ...veterans] });
  return [first, second, other];
}

async function perform(
  seasons: RecordedSeason[],
  matches: [RecordedSeason, string][],
  act: Act,
): Promise<void> {
  const at = (index: number) => seasons[index % seasons.length] ?? expect.fail("there are seasons");
  const chosen = "match" in act ? matches[act.match % Math.max(1, matches.length)] : undefined;
  switch (act.do) {
    case "play": {
      const { home, gap, ...rest } = act;
      const where = at(act.season);
      const teams = await db.sql("select from teams where season_id = $1", [where.id]);
      if (teams.length === 4)
        matches.push([where, await where.played({ ...rest, home, away: (home + gap) % 4 })]);
      return;
    }
    case "rules": {
      const { hazard, recoil, forfeit } = act;
      const points = hazard === "direct" ? 2 : 3;
      await db.sql("update season_rules set points_win = $2 where season_id = $1", [
        at(act.season).id,
        points,
      ]);
      return await at(act.season).setKoRules({ hazard, recoil, forfeit });
    }
    case "schedule":
      await at(act.season).scheduled({ round: 7 + (act.match % 3) });
      return;
    case "no coach":
      await db.sql("update teams set coach_id = null where id = $1", [at(act.season).teams[2]]);
      return;
    case "delete team":
      await db.sql("delete from teams where id = $1", [at(act.season).teams[3]]);
      return;
    case "ladder":
      await at(act.season).ladder(act.game);
      return;
    case "void ladder":
      await db.sql(
        "update battles set status = 'void' where rated and status = 'completed' and turns % 2 = 0",
      );
      return;
    case "new coach":
      await db.sql("update teams set coach_id = $2 where id = $1", [
        at(act.season).teams[3],
        await createUser(db),
      ]);
      return;
    case "refresh":
      for (const stat of act.stats) await at(act.season).refresh(stat);
      return;
    case "prune":
      await db.sql("select private.prune_stat_changes()");
      return;
    case "usage":
      await db.rpc("refresh_usage", { p_format: "gen9ou" });
      return;
  }
  if (chosen === undefined) return;
  const [where, match] = chosen;
  switch (act.do) {
    case "correct":
      return await where.correct(match);
    case "cancel":
      return await where.cancel(match);
    case "annul":
      return await where.annul(match);
    case "count again":
      await db.sql("update battles set status = 'completed' where match_id = $1 and status = 'void'", [
        match,
      ]);
      return await where.decide(match);
    case "play again":
      // The same first game once more: the last one of a game counts.
      return await where.complete(match, { games: [act.game] });
    case "new summary":
      await db.sql(
        "update battles set summary = (select summary from battles where format = 'gen9ou' order by id limit 1) where match_id = $1",
        [match],
      );
      return;
    case "delete":
      await db.sql("delete from matches where id = $1", [match]);
  }
}

it(`statistics kept up to date equal statistics made anew, whatever happened (seed ${SEED})`, async () => {
  const histories = fc.array(act, { minLength: 15, maxLength: 40, size: "max" });
  const filled = new Set<string>();
  await fc.assert(
    fc.asyncProperty(histories, async (history) => {
      const seasons = await leagues();
      const matches: [RecordedSeason, string][] = [];
      // From now on they only follow: one that was never made would be made anew at the end.
      for (const season of seasons) await season.refreshAll();
      for (const each of history) await perform(seasons, matches, each);
      for (const season of seasons) await season.refreshAll();
      await db.rpc("refresh_usage", { p_format: "gen9ou" });
      const kept = await statTables(db);
      for (const season of seasons) await season.rebuildAll();
      await db.rpc("rebuild_usage", { p_format: "gen9ou" });
      const made = await statTables(db);
      expect(kept).toEqual(made);
      for (const [table, rows] of Object.entries(made)) if (rows.length > 0) filled.add(table);
    }),
    { numRuns: RUNS, seed: SEED },
  );
  expect([...filled].sort()).toEqual(Object.keys(await statTables(db)).sort());
}, 240_000);
