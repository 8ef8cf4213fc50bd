import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { freshDatabase, type TestDatabase } from "../harness/database.ts";
import { Ladder, type Player } from "../harness/ladder-database.ts";
import { playRated } from "../harness/rated.ts";

/** When the battles of the harness end. */
const BATTLE_DAY = "2026-11-22T12:00:00Z";

let db: TestDatabase;
let ladder: Ladder;
let formats = 0;
beforeAll(async () => {
  db = await freshDatabase();
});
beforeEach(() => {
  formats += 1;
  ladder = new Ladder(db, `gen9test${formats}`);
});
afterAll(() => db.drop());

async function season(from: string, to: string, renews = false): Promise<unknown> {
  const [row] = await db.sql(
    "insert into ladder_seasons (format, name, starts_at, ends_at, renews) values ($1, 'Autumn', $2, $3, $4) returning id",
    [ladder.format, from, to, renews],
  );
  return row?.id;
}

const close = () => db.sql("select private.close_ladder_seasons()");
const badges = (id: unknown) =>
  db.as("anon", "select user_id, badge, rank, games from ladder_badges where season_id = $1 order by rank", [
    id,
  ]);

/** A player who has played once on the day, with a rating of some certainty. */
async function player(elo: number, deviation = 60): Promise<Player> {
  const one = await ladder.player();
  await playRated(ladder, one, await ladder.player());
  await db.sql("update ratings set elo = $2, deviation = $3, rated_at = $4 where user_id = $1", [
    one.user,
    elo,
    deviation,
    BATTLE_DAY,
  ]);
  return one;
}

describe("a season of the ladder that is over", () => {
  it("gives badges to the best who played in it and are not provisional", async () => {
    const best: string[] = [];
    for (const elo of [1500, 1400, 1300, 1200]) best.push((await player(elo)).user);
    await player(1900, 129);
    const id = await season("2026-11-01", "2026-11-22T13:00:00Z");
    await close();
    expect(await badges(id)).toEqual([
      { user_id: best[0], badge: "gold", rank: 1, games: 1 },
      { user_id: best[1], badge: "gold", rank: 2, games: 1 },
      { user_id: best[2], badge: "gold", rank: 3, games: 1 },
      { user_id: best[3], badge: "silver", rank: 4, games: 1 },
    ]);
  });

  it("counts no battle of another time, and none that was taken back", async () => {
    await player(1500);
    const late = await season("2026-11-22T12:00:01Z", "2026-11-22T13:00:00Z");
    const early = await season("2026-11-01", BATTLE_DAY);
    const annulled = await ladder.player();
    const battle = await playRated(ladder, annulled, await ladder.player());
    await db.sql("update ratings set deviation = 60 where user_id = $1", [annulled.user]);
    await db.rpc("annul_battle", { p_battle_id: battle, p_reason: "a cheat" });
    const now = await season("2026-11-02", "2026-11-22T13:00:00Z");
    await close();
    expect(await badges(late)).toEqual([]);
    expect(await badges(early)).toEqual([]);
    expect(await badges(now)).toHaveLength(1);
  });

  it("is closed once, and a next one of its length begins with its end", async () => {
    const id = await season("2026-10-01", "2026-11-01", true);
    await Promise.all([close(), close()]);
    await close();
    const rows = await db.sql(
      "select starts_at, ends_at, closed_at is not null as closed from ladder_seasons where format = $1 order by starts_at",
      [ladder.format],
    );
    const day = (date: string) => new Date(`${date}T00:00:00Z`);
    expect(rows).toEqual([
      { starts_at: day("2026-10-01"), ends_at: day("2026-11-01"), closed: true },
      { starts_at: day("2026-11-01"), ends_at: day("2026-12-02"), closed: false },
    ]);
    expect(await badges(id)).toEqual([]);
  });

  it("is looked for by the schedule", async () => {
    expect(await db.sql("select schedule from cron.job where jobname = 'close-ladder-seasons'")).toEqual([
      { schedule: "*/10 * * * *" },
    ]);
  });
});
