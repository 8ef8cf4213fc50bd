import { afterEach, beforeEach, expect, it } from "vitest";
import { acts } from "../harness/acts.ts";
import { claim, completeBatch } from "../harness/claims.ts";
import { freshDatabase, type TestDatabase } from "../harness/database.ts";
import type { Season } from "../harness/league.ts";
import { endOutside, find, handReplayIn, hashOf, link, outsideSeason, watches } from "../harness/outside.ts";

let db: TestDatabase;
let season: Season;
beforeEach(async () => {
  db = await freshDatabase();
  season = await outsideSeason(db);
  await db.sql("update seasons set best_of = 3");
});
afterEach(() => db.drop());

const wrong = [{ code: "NOT_IN_ROSTER", message: "Not on the home team's roster: Mew" }];

it("imports, watched ends, result batches and admins at once wait for each other, and never in a circle", async () => {
  const matches = await Promise.all(Array.from({ length: 6 }, () => season.match()));
  const failures: string[] = [];
  const rooms = matches.flatMap((match, m) =>
    [1, 2, 3].map((game) => ({ match, game, id: `gen9ou-${m + 1}${game}` })),
  );
  /** What is refused is an answer; a circle, and a collision, are faults. */
  const attempt = (work: Promise<unknown>) =>
    work.catch((error: { code?: string; message: string }) => {
      if (!/^PT4/.test(error.code ?? "")) failures.push(`${error.code} ${error.message}`);
      return null;
    });
  const drain = async () => {
    const jobs = await claim(db);
    if (jobs.length > 0)
      await completeBatch(
        db,
        jobs.map((job) => ({ job })),
      );
  };
  const round = rooms.flatMap(({ match, game, id }) => {
    const [room, text] = [`battle-${id}`, `log of ${id}`];
    const watched = async () => {
      const battle = await find(db, match, { room, game });
      await endOutside(db, battle, { hash: hashOf(text), reasons: game === 2 ? wrong : [] });
    };
    return [
      () => watched(),
      () => handReplayIn(db, match, { replay: id, text, game }),
      () => handReplayIn(db, match, { replay: id, text: `${text}, edited`, game }),
      () => handReplayIn(db, match, { replay: null, text, game, source: "upload" }),
      () => handReplayIn(db, match, { replay: id, text, game, reasons: wrong }),
      () => link(db, match, room),
      () => drain(),
      () => watches(db),
    ];
  });
  const admins = matches.flatMap((match) => [
    () => acts(db).reopen(match, false),
    () => acts(db).dispute(match),
    async () => {
      for (const { id } of await db.sql(
        "select id from replay_imports where status = 'disputed' and match_id = $1",
        [match],
      )) {
        await db.rpc("accept_import", { p_import_id: id, p_reason: "seen", p_actor: null });
      }
    },
    () => acts(db).recalculate(season.id),
  ]);
  const works = [...round, ...admins, ...round];
  // In another order each time, by a number that stays the same.
  const shuffled = works
    .map((work, index) => ({ work, place: (index * 7_919) % works.length }))
    .sort((one, other) => one.place - other.place);
  await Promise.all(shuffled.map(({ work }) => attempt(Promise.resolve().then(work))));
  for (let times = 0; times < 5; times++) await attempt(drain());
  expect(failures).toEqual([]);
  // Each room is one battle, and a replay one import.
  const twice = await db.sql(
    "select showdown_room from battles where showdown_room is not null group by 1 having count(*) > 1",
  );
  expect(twice).toEqual([]);
  expect(await acts(db).recalculate(season.id)).toBe(0);
}, 60_000);

it("the end of a watched battle and an import of its replay lock the replay before the battle, both", async () => {
  const match = await season.match();
  const battle = await find(db, match, { room: "battle-gen9ou-7" });
  const text = "log of both";
  const held = await db.open("select from battles where id = $1 for update", [battle]);
  const ended = endOutside(db, battle, { hash: hashOf(text), reasons: wrong });
  await db.blocked(1);
  const handed = handReplayIn(db, match, { replay: "gen9ou-7", text, reasons: wrong });
  await db.blocked(2);
  await held.commit();
  expect(await ended).toBe("new");
  expect((await handed).answer).toMatchObject({ status: "disputed", battle_id: battle });
});
