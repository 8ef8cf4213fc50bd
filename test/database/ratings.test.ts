import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { EndType } from "../../functions/_shared/schema/battle.ts";
import { claim, claimOne, expireClaims } from "../harness/claims.ts";
import { freshDatabase, type TestDatabase } from "../harness/database.ts";
import { Ladder, type Player } from "../harness/ladder-database.ts";
import { contextOf, countRated, countUntilDone, endRated, playRated, ratingOf } from "../harness/rated.ts";

let db: TestDatabase;
let ladder: Ladder;
let ann: Player;
let ben: Player;
beforeAll(async () => {
  db = await freshDatabase();
});
beforeEach(async () => {
  ladder = new Ladder(db);
  ann = await ladder.player();
  ben = await ladder.player();
});
afterAll(() => db.drop());

const annul = (battle: string) => db.rpc("annul_battle", { p_battle_id: battle, p_reason: "a cheat" });
const ledger = ({ user }: Player) =>
  db.sql(
    `select battle_id, outcome, elo_before::float8, elo_after::float8, reversed_at is not null as reversed
     from rating_changes where user_id = $1 order by id`,
    [user],
  );

describe("a rated battle", () => {
  it("moves both ratings with its result, and says so in the ledger", async () => {
    const battle = await playRated(ladder, ann, ben);
    expect(await ratingOf(db, ann)).toMatchObject({ elo: 1040, wins: 1, losses: 0, version: 1 });
    expect(await ratingOf(db, ben)).toMatchObject({ elo: 1000, wins: 0, losses: 1, version: 1 });
    expect(await ledger(ann)).toEqual([
      { battle_id: battle, outcome: "win", elo_before: 1000, elo_after: 1040, reversed: false },
    ]);
    expect(await ledger(ben)).toMatchObject([{ outcome: "loss", elo_before: 1000, elo_after: 1000 }]);
  });

  it("that ends in a tie is one for both", async () => {
    await playRated(ladder, ann, ben, { winner: null, endType: "tie" });
    expect(await ratingOf(db, ann)).toMatchObject({ elo: 1000, ties: 1 });
    expect(await ledger(ben)).toMatchObject([{ outcome: "tie" }]);
  });

  it.each<EndType>(["void", "disconnect"])("that ends as %s for both is neutral", async (endType) => {
    await playRated(ladder, ann, ben, { winner: null, endType });
    expect(await ledger(ann)).toEqual([]);
    expect(await ratingOf(db, ann)).toMatchObject({ elo: 1000, wins: 0, losses: 0, ties: 0, version: 0 });
  });

  it("moves ratings once, however often its message comes", async () => {
    await endRated(ladder, ann, ben);
    await db.sql("select pgmq.send('battle_results', message) from pgmq.q_battle_results");
    const jobs = await claim(db);
    const answers = await Promise.all(jobs.map((job) => countUntilDone(db, job)));
    expect(answers.sort()).toEqual(["already", "completed"]);
    await expireClaims(db);
    expect(await ratingOf(db, ann)).toMatchObject({ elo: 1040, version: 1 });
    expect(await ledger(ann)).toHaveLength(1);
  });

  it("is computed again when a rating has moved since it was read, and nothing was done", async () => {
    const battle = await endRated(ladder, ann, ben);
    const context = await contextOf(db, battle);
    const late = await claimOne(db);
    await playRated(ladder, ann, await ladder.player());
    expect(await countRated(db, late, undefined, context)).toBe("moved");
    expect(await db.sql("select status from battles where id = $1", [battle])).toEqual([{ status: "ended" }]);
    expect(await countRated(db, late)).toBe("completed");
    expect(await ratingOf(db, ann)).toMatchObject({ wins: 2, version: 2 });
    expect(await ledger(ann)).toMatchObject([{ elo_after: 1040 }, { elo_before: 1040 }]);
  });

  it("of a user whose account is gone is counted without ratings", async () => {
    const battle = await endRated(ladder, ann, ben);
    await db.sql("delete from auth.users where id = $1", [ben.user]);
    expect((await contextOf(db, battle)).ratings).toBeNull();
    expect(await countRated(db, await claimOne(db))).toBe("completed");
    expect(await ledger(ann)).toEqual([]);
  });
});

it("ten battles of one player that end together lose nothing", async () => {
  const battles: string[] = [];
  for (let number = 0; number < 10; number++) {
    battles.push(await endRated(ladder, ann, await ladder.player()));
  }
  const jobs = [...(await claim(db)), ...(await claim(db))];
  expect(jobs).toHaveLength(10);
  const answers = await Promise.all(jobs.map((job) => countUntilDone(db, job)));
  expect(answers).toEqual(battles.map(() => "completed"));
  const changes = await ledger(ann);
  expect(changes.map(({ battle_id }) => battle_id).sort()).toEqual(battles.sort());
  // Each goes on from the one before it.
  expect(changes.slice(1).map(({ elo_before }) => elo_before)).toEqual(
    changes.slice(0, -1).map(({ elo_after }) => elo_after),
  );
  expect(await ratingOf(db, ann)).toMatchObject({ elo: changes.at(-1)?.elo_after, wins: 10, version: 10 });
});

it("many results of the same few players at once wait for each other in no circle", async () => {
  const players = [ann, ben, await ladder.player(), await ladder.player()];
  for (const [one, p1] of players.entries()) {
    for (const p2 of players.slice(one + 1)) {
      await endRated(ladder, p1, p2);
      await endRated(ladder, p2, p1);
    }
  }
  const jobs = [...(await claim(db)), ...(await claim(db))];
  await Promise.all(jobs.map((job) => countUntilDone(db, job)));
  const rows = await Promise.all(players.map((player) => ratingOf(db, player)));
  expect(rows.map((row) => [row?.wins, row?.losses])).toEqual(players.map(() => [3, 3]));
});

describe("a rated battle that does not count after all", () => {
  it("takes its changes back, exactly, whatever came after it", async () => {
    await playRated(ladder, ann, ben);
    const before = await Promise.all([ratingOf(db, ann), ratingOf(db, ben)]);
    const battle = await playRated(ladder, ann, ben);
    await annul(battle);
    const after = await Promise.all([ratingOf(db, ann), ratingOf(db, ben)]);
    for (const [index, row] of after.entries()) expect(row).toEqual({ ...before[index], version: 3 });
    expect(await ledger(ann)).toMatchObject([{ reversed: false }, { reversed: true }]);
    expect(
      await db.sql("select from jobs where kind = 'cache.invalidate' and subject = 'leaderboard:gen9ou'"),
    ).toHaveLength(1);
  });

  it.each([
    ["disputed", "update battles set status = 'disputed', dispute_reason = 'people' where id = $1"],
    ["won by the other", "update battles set winner_seat = 'p2' where id = $1"],
    ["deleted", "delete from battles where id = $1"],
  ])("does so when it is %s, whoever did that", async (_, change) => {
    const battle = await playRated(ladder, ann, ben);
    await db.sql(change, [battle]);
    expect(await ratingOf(db, ann)).toMatchObject({
      elo: 1000,
      glicko: 1500,
      deviation: 130,
      volatility: 0.0173,
      gxe: 50,
      wins: 0,
    });
  });

  it("takes them back once", async () => {
    const battle = await playRated(ladder, ann, ben);
    await annul(battle);
    await annul(battle);
    expect(await ratingOf(db, ann)).toMatchObject({ elo: 1000, version: 2 });
  });

  it("may leave less than the floor, which nobody sees and the next battle mends", async () => {
    const won = await playRated(ladder, ann, ben);
    await playRated(ladder, ben, ann);
    await annul(won);
    expect(Number((await ratingOf(db, ann))?.elo)).toBeLessThan(1000);
    const [row] = await db.sql("select elo from leaderboard('gen9ou', 500) where user_id = $1", [ann.user]);
    expect(row).toEqual({ elo: 1000 });
    await playRated(ladder, ann, ben);
    expect(Number((await ratingOf(db, ann))?.elo)).toBeGreaterThan(1000);
  });

  it("leaves a player who came back after years as uncertain as they were, however much they played since", async () => {
    await playRated(ladder, ann, ben);
    await db.sql(
      "update ratings set deviation = 25, rated_at = rated_at - interval '2 years' where user_id = $1",
      [ann.user],
    );
    const first = await playRated(ladder, ann, ben);
    await annul(first);
    expect(await ratingOf(db, ann)).toMatchObject({ elo: 1040, deviation: 130 });
    const again = await playRated(ladder, ann, ben);
    for (let number = 0; number < 20; number++) await playRated(ladder, ann, await ladder.player());
    const before = Number((await ratingOf(db, ann))?.deviation);
    await annul(again);
    const after = Number((await ratingOf(db, ann))?.deviation);
    expect(after).toBeGreaterThan(before);
    expect(after).toBeLessThan(130);
  });

  it("is annulled by operators, on record; a match's battle is not", async () => {
    const battle = await playRated(ladder, ann, ben);
    await expect(db.asUser(ann.user, "select annul_battle($1, 'I lost')", [battle])).rejects.toMatchObject({
      code: "PT403",
    });
    await db.sql("insert into operators (user_id) values ($1)", [ben.user]);
    await db.asUser(ben.user, "select annul_battle($1, 'a cheat')", [battle]);
    expect(
      await db.sql(
        "select actor, details from admin_actions where action = 'battle.annulled' and subject = $1",
        [battle],
      ),
    ).toEqual([{ actor: ben.user, details: { reason: "a cheat" } }]);
  });
});

it("ratings are what their ledger comes to, whatever was played and taken back", async () => {
  const game = fc.record({
    home: fc.nat({ max: 2 }),
    gap: fc.integer({ min: 1, max: 2 }),
    winner: fc.constantFrom("p1" as const, "p2" as const, null),
    annulled: fc.option(fc.nat({ max: 9 })),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(game, { minLength: 1, maxLength: 10 }), async (games) => {
      const players = [await ladder.player(), await ladder.player(), await ladder.player()] as const;
      const battles: string[] = [];
      for (const { home, gap, winner, annulled } of games) {
        const [p1, p2] = [players[home], players[(home + gap) % 3]];
        if (!p1 || !p2) throw new Error("there are three players");
        battles.push(await playRated(ladder, p1, p2, { winner, endType: winner ? "win" : "tie" }));
        const victim = annulled === null ? undefined : battles[annulled];
        if (victim !== undefined) await annul(victim);
        const wrong = await db.sql(
          `select r.user_id
           from ratings r
           left join rating_changes c on c.user_id = r.user_id and c.format = r.format and c.reversed_at is null
           where r.user_id = any ($1)
           group by r.user_id, r.format
           having r.elo <> 1000 + coalesce(sum(c.elo_after - c.elo_before), 0)
             or r.glicko <> 1500 + coalesce(sum(c.glicko_after - c.glicko_before), 0)
             or r.deviation <> 130 + coalesce(sum(c.deviation_after - c.deviation_before), 0)
             or r.volatility <> 0.0173 + coalesce(sum(c.volatility_after - c.volatility_before), 0)
             or r.wins <> count(*) filter (where c.outcome = 'win')
             or r.losses <> count(*) filter (where c.outcome = 'loss')
             or r.ties <> count(*) filter (where c.outcome = 'tie')`,
          [players.map(({ user }) => user)],
        );
        expect(wrong).toEqual([]);
      }
    }),
    { numRuns: 10, seed: 20_261_123 },
  );
});
