import { afterAll, beforeAll, expect, it } from "vitest";
import * as z from "zod";
import { Stat } from "../../functions/_shared/schema/stats.ts";
import { AWAY_WINS, acts, HOME_WINS, TIE } from "../harness/acts.ts";
import { claim, completeBatch, type Result } from "../harness/claims.ts";
import { freshDatabase, type TestDatabase } from "../harness/database.ts";
import { createUser, recordCompleted, Season } from "../harness/league.ts";
import { countTeams, storedTeams } from "../harness/recount.ts";
import { statTables } from "../harness/statistics.ts";

let db: TestDatabase;
beforeAll(async () => {
  db = await freshDatabase();
});
afterAll(() => db.drop());

/** What each of those does that are at work at once. */
const ROUNDS = 25;
const RESULTS: Result[] = [
  { winner: "p1", endType: "win", p1: 2, p2: 0 },
  { winner: "p2", endType: "forfeit", p1: 0, p2: 3 },
  { winner: null, endType: "tie", p1: 1, p2: 1 },
  { winner: null, endType: "void", p1: 0, p2: 0 },
];
const Refused = z.object({ code: z.string().startsWith("PT") });

it("players, workers, admins, refreshes, recounts and the pruning at once leave no wrong number and wait in no circle", {
  timeout: 120_000,
}, async () => {
  const seasons = await Promise.all([Season.create(db, 4), Season.create(db, 3, { bestOf: 3 })]);
  const matches: { season: Season; id: string }[] = [];
  for (const season of seasons) {
    for (const home of season.teams.keys()) {
      for (const away of season.teams.keys()) {
        if (home !== away) matches.push({ season, id: await season.match(home, away) });
      }
    }
  }
  let drawn = 0;
  /** In turn, at strides that differ: all combinations come. */
  const draw = <T>(choices: readonly [T, ...T[]] | readonly T[]): T => {
    drawn += 7;
    const choice = choices[(drawn + Math.floor(drawn / choices.length)) % choices.length];
    if (choice === undefined) throw new Error("Cannot draw from nothing");
    return choice;
  };
  /** What the rules forbid is refused; anything else that fails fails the test. */
  const work = async (act: () => Promise<unknown>) => {
    for (let round = 0; round < ROUNDS; round += 1) {
      await act().catch((error: unknown) => {
        if (!Refused.safeParse(error).success) throw error;
      });
    }
  };

  const player = async () => {
    const { season, id } = draw(matches);
    await recordCompleted(db, await season.openBattle(id));
  };
  const statuses = new Set<string>();
  const worker = async () => {
    const jobs = await claim(db);
    for (const { status } of await completeBatch(
      db,
      jobs.map((job) => ({ job, result: draw(RESULTS) })),
    )) {
      statuses.add(status);
    }
  };
  const admin = async () => {
    const { id, season } = draw(matches);
    const decide = acts(db);
    await draw([
      () => decide.correct(id, { ...draw([HOME_WINS, AWAY_WINS, TIE]), home_games: 1, away_games: 1 }),
      () => decide.forfeit(id, draw(["home", "away", "both"] as const)),
      () => decide.dispute(id),
      () => decide.reopen(id, true),
      () => decide.cancel(id),
      () => decide.reopen(id, false),
      () => decide.rules(season.id, { points_win: draw([2, 3, 4]), forfeit_differential: draw([null, 6]) }),
      () => db.rpc("set_ko_rules", { p_season_id: season.id, p_rules: '{"hazard": "direct"}' }),
      async () =>
        db.sql("update teams set coach_id = $2 where id = $1", [
          draw(season.teams),
          draw([null, await createUser(db)]),
        ]),
    ])();
  };
  const stat = (name: "refresh_stat" | "rebuild_stat") => async () =>
    db.rpc(name, { p_stat: draw(Stat.options), p_season_id: draw(seasons).id });
  const usage = () => db.rpc("refresh_usage", { p_format: "gen9ou" });
  const pruning = () => db.sql("select private.prune_stat_changes()");
  // Nobody finds anything to put right, at any moment.
  const recount = async () => expect(await acts(db).recalculate(draw(seasons).id)).toBe(0);

  await Promise.all([
    ...[player, player, player, worker, worker, worker, admin, admin, recount, usage, pruning].map(work),
    ...[stat("refresh_stat"), stat("refresh_stat"), stat("rebuild_stat")].map(work),
  ]);

  expect(statuses).toContain("completed");
  expect([...statuses].filter((status) => !["completed", "already", "stale"].includes(status))).toEqual([]);
  for (const season of seasons) expect(await storedTeams(season)).toEqual(await countTeams(season));
  const all = async (name: "refresh_stat" | "rebuild_stat") => {
    for (const season of seasons) {
      for (const p_stat of Stat.options) await db.rpc(name, { p_stat, p_season_id: season.id });
    }
    await db.rpc(name === "refresh_stat" ? "refresh_usage" : "rebuild_usage", { p_format: "gen9ou" });
    return await statTables(db);
  };
  const followed = await all("refresh_stat");
  expect(await all("rebuild_stat")).toEqual(followed);
});
