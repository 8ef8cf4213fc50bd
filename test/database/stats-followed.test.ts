import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { acts } from "../harness/acts.ts";
import { freshDatabase, type TestDatabase } from "../harness/database.ts";
import { RecordedSeason, statTables } from "../harness/statistics.ts";

let db: TestDatabase;
let season: RecordedSeason;
beforeEach(async () => {
  db = await freshDatabase();
  season = await RecordedSeason.create(db, { coaches: 2 });
});
afterEach(() => db.drop());

const lines = () => db.sql("select played, battles from season_stats");
const told = async () =>
  (await db.sql("select subject from jobs where kind = 'cache.invalidate'")).map(({ subject }) => subject);
const switchOff = () => db.sql("update queue_flags set enabled = false where trigger <> 'global'");

it("a change that is committed while its statistic is made for the first time outlives the pruning", async () => {
  const making = await db.open("select rebuild_stat('season_stats', $1)", [season.id]);
  await season.played();
  const pruning = db.sql("select private.prune_stat_changes()");
  await db.blocked();
  await making.commit();
  await pruning;
  expect(await season.refresh("season_stats")).toMatchObject({ changed: true });
  expect(await lines()).toMatchObject([{ played: 1 }, { played: 1 }]);
});

it("a series that begins anew leaves the games before it out, also those that it does not come to", async () => {
  const match = await season.played({ games: [{}, { winner: "p2" }, {}] });
  await season.refreshAll();
  await acts(db).reopen(match, true);
  await season.complete(match, { games: [{}, {}] });
  await season.refreshAll();
  expect(await lines()).toEqual([
    { played: 1, battles: 2 },
    { played: 1, battles: 2 },
  ]);
  const followed = await statTables(db);
  await season.rebuildAll();
  expect(await statTables(db)).toEqual(followed);
});

describe("with the queue switched off", () => {
  it("the schedule makes the statistics itself, and tells open pages", async () => {
    await switchOff();
    await season.played();
    await db.sql("select private.refresh_stale_stats()");
    expect(await lines()).toHaveLength(2);
    expect(await told()).toEqual(
      expect.arrayContaining([`stats:${season.id}:season_stats`, `usage:${season.id}`, "usage:gen9ou"]),
    );
  });

  it("what people decide shows at once, and is told to open pages", async () => {
    const match = await season.played();
    await season.refreshAll();
    await switchOff();
    await db.sql("delete from jobs");
    await acts(db).cancel(match);
    expect(await lines()).toEqual([]);
    expect(await told()).toContain(`stats:${season.id}:season_stats`);
    await acts(db).forfeit(match, "home");
    expect(await lines()).toMatchObject([{ played: 1 }, { played: 1 }]);
    await acts(db).rules(season.id, { points_win: 7 });
    expect(await db.sql("select points::int from season_stats order by points")).toEqual([
      { points: 0 },
      { points: 7 },
    ]);
    const followed = await statTables(db);
    await season.rebuildAll();
    expect(await statTables(db)).toEqual(followed);
  });
});
