import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import * as z from "zod";
import { acts, type GivenResult } from "../harness/acts.ts";
import { claim, completeBatch, type Result } from "../harness/claims.ts";
import { freshDatabase, type TestDatabase } from "../harness/database.ts";
import { recordCompleted, Season } from "../harness/league.ts";
import { countTeams, storedTeams } from "../harness/recount.ts";

let db: TestDatabase;
beforeAll(async () => {
  db = await freshDatabase();
});
afterAll(() => db.drop());

const TEAMS = 4;
const MATCHES = 6;

const score = fc.integer({ min: 0, max: 6 });
const result: fc.Arbitrary<GivenResult> = fc
  .record({
    winner: fc.constantFrom("home" as const, "away" as const, null),
    end_type: fc.constantFrom("win", "tie", "forfeit", "timeout", "disconnect"),
    home_score: score,
    away_score: score,
  })
  .map((drawn) => {
    if (drawn.end_type === "tie") return { ...drawn, winner: null };
    return drawn.end_type === "win" ? { ...drawn, winner: drawn.winner ?? "away" } : drawn;
  });

const rules = fc.record({
  points_win: fc.constantFrom(1, 3),
  points_forfeit: fc.constantFrom(null, -1),
  forfeit_ends: fc.subarray(["forfeit", "timeout", "disconnect"]),
  forfeit_differential: fc.constantFrom(null, 6),
  double_forfeit_differential: fc.constantFrom(null, 3),
});

const match = fc.nat({ max: MATCHES - 1 });
const act = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("play" as const), match }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("count" as const), result }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("correct" as const), match, result }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("forfeit" as const),
      match,
      by: fc.constantFrom("home" as const, "away" as const, "both" as const),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("dispute" as const), match }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("cancel" as const), match }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("reopen" as const), match, anew: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("delete" as const), match }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("rules" as const), rules }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("recalculate" as const) }) },
);
type Act = typeof act extends fc.Arbitrary<infer Drawn> ? Drawn : never;

/** Does what was drawn; what the match's state forbids is refused, and nothing else may go wrong. */
async function perform(season: Season, matches: string[], drawn: Act): Promise<void> {
  const decide = acts(db);
  const id = "match" in drawn ? (matches[drawn.match] ?? "") : "";
  try {
    if (drawn.kind === "play") await play(season, id);
    else if (drawn.kind === "count") await countWaiting(drawn.result);
    else if (drawn.kind === "correct") await decide.correct(id, drawn.result);
    else if (drawn.kind === "forfeit") await decide.forfeit(id, drawn.by);
    else if (drawn.kind === "dispute") await decide.dispute(id);
    else if (drawn.kind === "cancel") await decide.cancel(id);
    else if (drawn.kind === "reopen") await decide.reopen(id, drawn.anew);
    else if (drawn.kind === "rules") await decide.rules(season.id, drawn.rules);
    else if (drawn.kind === "delete")
      await db.sql("delete from matches where id = $1 and room_id is null", [id]);
    else expect(await decide.recalculate(season.id)).toBe(0);
  } catch (error) {
    if (!/^PT4/.test(z.object({ code: z.string() }).safeParse(error).data?.code ?? "")) throw error;
  }
}

/** Opens the next game of a match, and ends the one that goes on, if nobody has put the match back meanwhile. */
async function play(season: Season, id: string): Promise<void> {
  await season.openBattle(id);
  const [row] = await db.sql("select room_id from matches where id = $1", [id]);
  const battle = z.string().nullish().parse(row?.room_id);
  if (battle) await recordCompleted(db, battle);
}

/** Counts the results that wait, each with the same outcome, in one batch. */
async function countWaiting(given: GivenResult): Promise<void> {
  const seats = { home: "p1", away: "p2" } as const;
  const outcome: Result = {
    winner: given.winner && seats[given.winner],
    endType: given.end_type,
    p1: given.home_score,
    p2: given.away_score,
  };
  const jobs = await claim(db);
  const answers = await completeBatch(
    db,
    jobs.map((job) => ({ job, result: outcome })),
  );
  expect(answers.filter(({ status }) => status === "failed")).toEqual([]);
}

it("standings are what the matches say, in every moment, whatever people and results do at once", async () => {
  const history = fc.array(fc.array(act, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 10 });
  await fc.assert(
    fc.asyncProperty(history, async (moments) => {
      const season = await Season.create(db, TEAMS);
      const matches: string[] = [];
      for (let number = 0; number < MATCHES; number++) {
        matches.push(await season.match(number % TEAMS, (number + 1 + (number % 2)) % TEAMS));
      }
      for (const together of moments) {
        await Promise.all(together.map((drawn) => perform(season, matches, drawn)));
        expect(await storedTeams(season)).toEqual(await countTeams(season));
        expect(await acts(db).recalculate(season.id)).toBe(0);
      }
    }),
    { numRuns: 25, seed: 20_261_123 },
  );
});
