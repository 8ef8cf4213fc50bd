import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freshDatabase, type TestDatabase } from "../harness/database.ts";
import { Ladder, type Player } from "../harness/ladder-database.ts";
import { contextOf, endRated, playRated, ratingOf } from "../harness/rated.ts";

let db: TestDatabase;
beforeAll(async () => {
  db = await freshDatabase();
});
afterAll(() => db.drop());

/** Players of a format of their own with these ratings, who have played. */
async function rated(format: string, elos: number[]): Promise<Player[]> {
  const ladder = new Ladder(db, format);
  const players: Player[] = [];
  for (const elo of elos) {
    const player = await ladder.player();
    await db.sql(
      "insert into ratings (user_id, format, elo, deviation, wins, rated_at) values ($1, $2, $3, 60, 1, now())",
      [player.user, format, elo],
    );
    players.push(player);
  }
  return players;
}

const board = (format: string, limit = 100, offset = 0) =>
  db.as("anon", "select * from leaderboard($1, $2, $3)", [format, limit, offset]);

describe("the leaderboard", () => {
  it("is for everybody, from the top, a page at a time", async () => {
    const players = await rated("gen1ou", [1200, 1500.4, 1100]);
    const order = [players[1], players[0], players[2]].map((player) => player?.user);
    const rows = await board("gen1ou");
    expect(rows.map(({ user_id }) => user_id)).toEqual(order);
    expect(rows[0]).toEqual({
      rank: 1,
      user_id: order[0],
      name: expect.any(String),
      elo: 1500,
      glicko: 1500,
      deviation: 60,
      gxe: "50.0",
      provisional: false,
      wins: 1,
      losses: 0,
      ties: 0,
    });
    expect((await board("gen1ou", 1, 1)).map(({ rank, elo }) => [rank, elo])).toEqual([[2, 1200]]);
    expect(await board("gen1ou", 10, 3)).toEqual([]);
    expect(await board("gen1uu")).toEqual([]);
  });

  it("gives no more than 500 rows, and nothing for numbers that make no sense", async () => {
    await rated("gen2ou", [1200]);
    expect(await board("gen2ou", -1)).toEqual([]);
    expect(await board("gen2ou", 1_000_000, -5)).toHaveLength(1);
  });

  it("leaves out who has finished no battle", async () => {
    const [player] = await rated("gen3ou", [1200]);
    await db.sql("update ratings set wins = 0 where user_id = $1", [player?.user]);
    expect(await board("gen3ou")).toEqual([]);
  });

  it("reads an index, however many play", async () => {
    await db.sql(
      "insert into auth.users (id, email) select gen_random_uuid(), 'many-' || n from generate_series(1, 2000) n",
    );
    await db.sql(
      "insert into ratings (user_id, format, elo, wins) select id, 'gen9ou', 1000 + random() * 500, 1 from auth.users where email like 'many-%'",
    );
    await db.sql("analyze ratings");
    const [plan] = await db.sql(
      `explain (format json) select * from ratings r
       where r.format = 'gen9ou' and r.wins + r.losses + r.ties > 0
       order by r.elo desc, r.glicko desc, r.user_id limit 100`,
    );
    expect(JSON.stringify(plan)).toContain("ratings_leaderboard_idx");
  });
});

describe("a new player", () => {
  it("is provisional until enough battles have made the rating certain", async () => {
    const ladder = new Ladder(db, "gen4ou");
    const ann = await ladder.player();
    const provisional: unknown[] = [];
    for (let battle = 0; battle < 8; battle++) {
      await playRated(ladder, ann, await ladder.player());
      const row = (await board("gen4ou")).find(({ user_id }) => user_id === ann.user);
      provisional.push(row?.provisional);
    }
    expect(provisional[0]).toBe(true);
    expect(provisional.at(-1)).toBe(false);
  });

  it("who plays no more gets less certain, and is provisional again after a time", async () => {
    const [player] = await rated("gen5ou", [1400]);
    const deviation = async (days: number) => {
      await db.sql("update ratings set rated_at = now() - make_interval(days => $2) where user_id = $1", [
        player?.user,
        days,
      ]);
      return (await board("gen5ou"))[0];
    };
    expect(await deviation(0)).toMatchObject({ deviation: 60, provisional: false });
    // The root of 60² + (130² - 25²) / 365 for each day.
    expect(await deviation(30)).toMatchObject({ deviation: 70, provisional: false });
    expect(await deviation(150)).toMatchObject({ deviation: 101, provisional: true });
    expect(await deviation(3650)).toMatchObject({ deviation: 130, provisional: true });
  });

  it("is rated with the uncertainty that they have when the battle ends", async () => {
    const ladder = new Ladder(db, "gen6ou");
    const [ann] = await rated("gen6ou", [1400]);
    if (!ann) throw new Error("there is a player");
    const battle = await endRated(ladder, ann, await ladder.player());
    await db.sql(
      "update ratings r set rated_at = b.ended_at - interval '30 days' from battles b where b.id = $1 and r.user_id = $2",
      [battle, ann.user],
    );
    expect((await contextOf(db, battle)).ratings?.p1.deviation).toBeCloseTo(70.27, 2);
  });
});

it("the chance to beat the ladder is Showdown's formula of rating and deviation", async () => {
  const ladder = new Ladder(db, "gen7ou");
  const ann = await ladder.player();
  await db.sql("insert into ratings (user_id, format, glicko, deviation) values ($1, 'gen7ou', 1850, 25)", [
    ann.user,
  ]);
  expect(await ratingOf(db, ann)).toMatchObject({ gxe: 86.5 });
});
