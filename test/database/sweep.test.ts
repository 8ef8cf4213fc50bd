import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { freshDatabase, type TestDatabase } from "../harness/database.ts";
import { Ladder } from "../harness/ladder-database.ts";
import { createUser, openBattle, recordCompleted, recordStarted, Season } from "../harness/league.ts";

const databases: TestDatabase[] = [];
let db: TestDatabase;
beforeEach(async () => {
  db = await freshDatabase();
  databases.push(db);
});
afterAll(async () => {
  for (const database of databases) await database.drop();
});

const toSweep = async (limit = 100) =>
  (await db.rpc("battles_to_sweep", { p_limit: limit })).map(({ id }) => String(id));
const seen = (battle: string) => db.rpc("battle_seen", { p_battle_id: battle });
const giveUp = async (battle: string, reason = "no room answered for six hours") =>
  (await db.rpc("give_up_battle", { p_battle_id: battle, p_reason: reason }))[0]?.give_up_battle;
const battleRow = async (id: string) => (await db.sql("select * from battles where id = $1", [id]))[0];

/** Lets so much time pass for a battle. */
const age = (battle: string, interval: string) =>
  db.sql(
    `update battles set created_at = created_at - $2::interval, started_at = started_at - $2::interval,
       seen_at = seen_at - $2::interval, swept_at = swept_at - $2::interval where id = $1`,
    [battle, interval],
  );
const open = async () => openBattle(db, await createUser(db));
const live = async (battle: string) => {
  await recordStarted(db, battle);
  return battle;
};
const rated = async () => {
  const ladder = new Ladder(db);
  return ladder.battle(await ladder.waiting(), await ladder.waiting());
};

describe("the sweeper asks after", () => {
  it("a battle that goes on and was not heard of for three minutes", async () => {
    const battle = await live(await open());
    await age(battle, "2 minutes 50 seconds");
    expect(await toSweep()).toEqual([]);
    await age(battle, "20 seconds");
    expect(await toSweep()).toEqual([battle]);
  });

  it("none that sent inputs or was seen since", async () => {
    const [one, two] = [await live(await open()), await live(await open())];
    for (const battle of [one, two]) await age(battle, "1 hour");
    await db.rpc("record_inputs", {
      p_battle_id: one,
      p_from: 1,
      p_inputs: JSON.stringify([{ kind: "draw", at: 1 }]),
    });
    await seen(two);
    expect(await toSweep()).toEqual([]);
    await age(one, "4 minutes");
    expect(await toSweep()).toEqual([one]);
  });

  it("a rated battle that waits for two minutes, and a challenge that waits for a day", async () => {
    const [ladder, challenge] = [await rated(), await open()];
    for (const battle of [ladder, challenge]) await age(battle, "119 seconds");
    expect(await toSweep()).toEqual([]);
    await age(ladder, "5 seconds");
    expect(await toSweep()).toEqual([ladder]);
    await age(challenge, "24 hours");
    expect(await toSweep()).toEqual([challenge]);
  });

  it("no match that waits for its players, however long, and nothing that is over", async () => {
    const season = await Season.create(db, 2);
    await age(await season.openBattle(await season.match()), "1 year");
    for (const status of ["ended", "disputed", "void"]) {
      const battle = await live(await open());
      if (status === "ended") await recordCompleted(db, battle);
      else
        await db.sql("update battles set status = $2::battle_status, dispute_reason = 'why' where id = $1", [
          battle,
          status,
        ]);
      await age(battle, "1 day");
    }
    expect(await toSweep()).toEqual([]);
  });

  it("each battle once a minute, those first that it asked after longest ago", async () => {
    const battles = [];
    for (let number = 0; number < 4; number++) {
      const battle = await live(await open());
      await age(battle, `${10 - number} minutes`);
      battles.push(battle);
    }
    expect(await toSweep(2)).toEqual(battles.slice(0, 2));
    expect((await toSweep(3)).sort()).toEqual(battles.slice(2).sort());
    expect(await toSweep()).toEqual([]);
    for (const battle of battles) await age(battle, "1 minute");
    expect((await toSweep(2)).sort()).toEqual(battles.slice(0, 2).sort());
  });

  it("a battle, and counts how often it did since the battle was last heard of", async () => {
    const battle = await live(await open());
    const asked = async () => {
      await age(battle, "4 minutes");
      return (await db.rpc("battles_to_sweep", { p_limit: 1 }))[0]?.asked;
    };
    expect([await asked(), await asked(), await asked()]).toEqual([1, 2, 3]);
    await seen(battle);
    expect([await asked(), await asked()]).toEqual([1, 2]);
  });

  it("a challenge of which its room says that it is played no more often than once a day", async () => {
    const challenge = await open();
    await age(challenge, "25 hours");
    expect(await toSweep()).toEqual([challenge]);
    await seen(challenge);
    await age(challenge, "2 hours");
    expect(await toSweep()).toEqual([]);
  });

  it("each battle once when two sweepers ask at the same moment", async () => {
    for (let number = 0; number < 6; number++) await age(await live(await open()), "5 minutes");
    const answers = (await Promise.all([toSweep(4), toSweep(4), toSweep(4)])).flat();
    expect(new Set(answers).size).toBe(answers.length);
  });
});

describe("giving up a battle", () => {
  it("that no room answers for makes it void, and frees its players", async () => {
    const ladder = new Ladder(db);
    const [one, two] = [await ladder.waiting(), await ladder.waiting()];
    const battle = await live(await ladder.battle(one, two));
    await age(battle, "6 hours");
    expect(await giveUp(battle)).toBe(true);
    expect(await battleRow(battle)).toMatchObject({
      status: "void",
      end_type: "void",
      dispute_reason: "no room answered for six hours",
    });
    expect(await ladder.entry(one)).toBeUndefined();
    expect(await giveUp(battle)).toBe(false);
  });

  it("of a match makes it and the match disputed", async () => {
    const season = await Season.create(db, 2);
    const match = await season.match();
    const battle = await live(await season.openBattle(match));
    await age(battle, "6 hours");
    expect(await giveUp(battle)).toBe(true);
    expect(await battleRow(battle)).toMatchObject({ status: "disputed" });
    expect(await db.sql("select status from matches where id = $1", [match])).toEqual([
      { status: "disputed" },
    ]);
  });

  it("that was heard of meanwhile, or has ended, changes nothing", async () => {
    const [one, two] = [await live(await open()), await live(await open())];
    for (const battle of [one, two]) await age(battle, "6 hours");
    await seen(one);
    await recordCompleted(db, two);
    expect(await giveUp(one)).toBe(false);
    expect(await giveUp(two)).toBe(false);
    expect(await battleRow(one)).toMatchObject({ status: "live" });
    await expect(giveUp("no-such-battle")).rejects.toMatchObject({ code: "PT404" });
  });

  it("waits for a report that is being taken in, and then leaves it", async () => {
    const battle = await live(await open());
    await age(battle, "6 hours");
    const report = await db.open("select record_inputs($1, 1, $2)", [
      battle,
      JSON.stringify([{ kind: "draw", at: 1 }]),
    ]);
    const given = giveUp(battle);
    await db.blocked();
    await report.commit();
    expect(await given).toBe(false);
  });
});

describe("the sweep", () => {
  const requests = () => db.sql("select url, headers from net.http_request_queue");
  const configure = async () => {
    await db.sql("select vault.create_secret('http://127.0.0.1:9', 'project_url')");
    await db.sql("select vault.create_secret('sb_secret_x', 'secret_key')");
  };
  const sweep = () => db.sql("select private.sweep()");

  it("starts its function when there is something to sweep, and never otherwise", async () => {
    await configure();
    const battle = await live(await open());
    await rated();
    await sweep();
    expect(await requests()).toEqual([]);
    await age(battle, "4 minutes");
    await sweep();
    expect(await requests()).toEqual([
      {
        url: "http://127.0.0.1:9/functions/v1/sweep-battles",
        headers: { apikey: "sb_secret_x", "Content-Type": "application/json" },
      },
    ]);
  });

  it("is silent until the vault has the project's address and key", async () => {
    await age(await live(await open()), "4 minutes");
    await sweep();
    expect(await requests()).toEqual([]);
  });

  it("forgets ladder entries whose place is not kept any more, and waits for none that is renewed", async () => {
    const ladder = new Ladder(db);
    const [fresh, kept, old, renewed] = [
      await ladder.waiting(),
      await ladder.waiting(),
      await ladder.waiting(),
      await ladder.waiting(),
    ];
    await ladder.age(kept, "5 minutes");
    for (const player of [old, renewed]) await ladder.age(player, "7 minutes");
    const renewal = await db.open("select renew_ladder($1)", [[renewed.claim]]);
    await sweep();
    await renewal.commit();
    for (const player of [fresh, kept, renewed]) expect(await ladder.entry(player)).toBeDefined();
    expect(await ladder.entry(old)).toBeUndefined();
  });

  it("leaves an entry with a battle alone, however old", async () => {
    const ladder = new Ladder(db);
    const [one, two] = [await ladder.waiting(), await ladder.waiting()];
    await ladder.battle(one, two);
    await ladder.age(one, "1 day");
    await sweep();
    expect(await ladder.entry(one)).toBeDefined();
  });
});

it("battles that never began are pruned after a month; a match's and those with a record stay", async () => {
  const season = await Season.create(db, 2);
  const match = await season.openBattle(await season.match());
  const [called, young, begun] = [await open(), await open(), await live(await open())];
  for (const battle of [match, called, young, begun])
    await db.sql("update battles set status = 'void' where id = $1", [battle]);
  for (const battle of [match, called, begun]) await age(battle, "31 days");
  await db.sql("select private.prune()");
  const left = (await db.sql("select id from battles")).map(({ id }) => id);
  expect(left.sort()).toEqual([match, young, begun].sort());
});
