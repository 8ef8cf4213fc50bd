import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freshDatabase, type TestDatabase } from "../harness/database.ts";
import { LADDER_RULES, Ladder, type Player } from "../harness/ladder-database.ts";
import { recordCompleted } from "../harness/league.ts";

let db: TestDatabase;
let ou: Ladder;
beforeAll(async () => {
  db = await freshDatabase();
  ou = new Ladder(db);
});
afterAll(() => db.drop());

const battleRow = async (id: string) => (await db.sql("select * from battles where id = $1", [id]))[0];
const withdraw = async (battle: string) =>
  (await db.rpc("withdraw_battle", { p_battle_id: battle }))[0]?.withdraw_battle;
const seen = async (battle: string) => (await db.rpc("battle_seen", { p_battle_id: battle }))[0]?.battle_seen;
const twoWaiting = async (): Promise<[Player, Player]> => [await ou.waiting(), await ou.waiting()];

describe("two who are paired", () => {
  it("have one rated battle, and both entries say so", async () => {
    const [one, two] = await twoWaiting();
    const pair = randomUUID();
    const pairing = await ou.pair(one, two, pair);
    expect(pairing).toMatchObject({
      status: "paired",
      battle: {
        format: "gen9ou",
        status: "waiting",
        rated: true,
        match_id: null,
        p1_user: one.user,
        p2_user: two.user,
        p1_name: expect.stringMatching(/^Guest-/),
        p2_name: expect.stringMatching(/^Guest-/),
        correlation_id: pair,
        rules: LADDER_RULES,
      },
    });
    const battle = pairing.status === "paired" ? pairing.battle.id : "";
    for (const player of [one, two]) expect(await ou.entry(player)).toMatchObject({ battle_id: battle });
  });

  it("get the same battle again when the same pair is asked for again, even after it has ended", async () => {
    const [one, two] = await twoWaiting();
    const pair = randomUUID();
    const first = await ou.pair(one, two, pair);
    expect(await ou.pair(one, two, pair)).toEqual(first);
    if (first.status === "paired") await recordCompleted(db, first.battle.id);
    expect(await ou.pair(one, two, pair)).toMatchObject({ battle: { status: "ended" } });
    expect(await db.sql("select from battles where correlation_id = $1", [pair])).toHaveLength(1);
  });

  it("get one battle when the same pair is asked for ten times at once", async () => {
    const [one, two] = await twoWaiting();
    const pair = randomUUID();
    const answers = await Promise.all(Array.from({ length: 10 }, () => ou.pair(one, two, pair)));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => "paired"));
    expect(await db.sql("select from battles where correlation_id = $1", [pair])).toHaveLength(1);
  });

  it("are told which claims are not held: left, expired, taken over, in another format, playing", async () => {
    const here = await ou.waiting();
    const left = await ou.waiting();
    await ou.leave(left);
    const expired = await ou.waiting();
    await ou.age(expired, "91 seconds");
    const taken = await ou.waiting();
    await ou.enter({ ...taken, claim: randomUUID() });
    const elsewhere = await new Ladder(db, "gen9uu").waiting();
    const [playing, opponent] = await twoWaiting();
    await ou.pair(playing, opponent);
    for (const other of [left, expired, taken, elsewhere, playing]) {
      expect(await ou.pair(here, other)).toEqual({ status: "stale", claims: [other.claim] });
      expect(await ou.pair(other, here)).toEqual({ status: "stale", claims: [other.claim] });
    }
    expect(await ou.pair(left, expired)).toEqual({ status: "stale", claims: [left.claim, expired.claim] });
    expect(await ou.entry(here)).toMatchObject({ claim: here.claim, battle_id: null });
    expect(await db.sql("select from battles where $1 in (p1_user, p2_user)", [here.user])).toHaveLength(0);
  });

  it("are never one and the same user", async () => {
    const one = await ou.waiting();
    await expect(ou.pair(one, one)).rejects.toMatchObject({ code: "PT409" });
  });

  it("by two lobbies with a third at once play one battle each at most", async () => {
    for (let round = 0; round < 5; round++) {
      const players = [await ou.waiting(), await ou.waiting(), await ou.waiting()] as const;
      const [one, two, three] = players;
      const answers = await Promise.all([
        ou.pair(one, two),
        ou.pair(two, three),
        ou.pair(three, one),
        ou.pair(two, one),
      ]);
      expect(answers.filter(({ status }) => status === "paired")).toHaveLength(1);
      const battles = await db.sql("select from battles where p1_user = any ($1)", [
        players.map(({ user }) => user),
      ]);
      expect(battles).toHaveLength(1);
    }
  });

  it("or one of them leaves, whichever comes first: never both", async () => {
    for (let round = 0; round < 20; round++) {
      const [one, two] = await twoWaiting();
      const [answer] = await Promise.all([ou.pair(one, two), ou.leave(two)]);
      const entry = await ou.entry(two);
      if (answer.status === "paired") expect(entry).toMatchObject({ battle_id: answer.battle.id });
      else expect(entry).toBeUndefined();
    }
  });

  it("wait for one who is leaving, and are not paired", async () => {
    const [one, two] = await twoWaiting();
    const leaving = await db.open("select leave_ladder($1)", [[two.claim]]);
    const pairing = ou.pair(one, two);
    await db.blocked();
    await leaving.commit();
    expect(await pairing).toEqual({ status: "stale", claims: [two.claim] });
  });

  it("are paired when one leaves a moment later", async () => {
    const [one, two] = await twoWaiting();
    const pairing = await db.open("select pair_ladder($1, 'gen9ou', $2, $3, $4, $5, $6, $7)", [
      randomUUID(),
      ...[one.user, one.claim, two.user, two.claim],
      `ladder-${randomUUID()}`,
      LADDER_RULES,
    ]);
    const leaving = ou.leave(one, two);
    await db.blocked();
    await pairing.commit();
    await leaving;
    expect(await ou.entry(two)).toMatchObject({ battle_id: expect.stringMatching(/^ladder-/) });
  });

  it("whose entry expires while the pair waits for it are not paired", async () => {
    const [one, two] = await twoWaiting();
    const expiring = await db.open(
      "update ladder_entries set expires_at = clock_timestamp() where user_id = $1",
      [two.user],
    );
    const pairing = ou.pair(one, two);
    await db.blocked();
    await expiring.commit();
    expect(await pairing).toEqual({ status: "stale", claims: [two.claim] });
  });

  it("of whom one enters while the pair waits for the other are not paired", async () => {
    const [one, two] = [await ou.waiting(), await ou.player()];
    const renewing = await db.open("select renew_ladder($1)", [[one.claim]]);
    const pairing = ou.pair(one, two);
    await db.blocked();
    await ou.enter(two);
    await renewing.commit();
    // The entry was not there to be locked: whatever happens to it at this moment must not meet a battle.
    expect(await pairing).toEqual({ status: "stale", claims: [two.claim] });
    expect(await ou.pair(one, two)).toMatchObject({ status: "paired" });
  });

  it("or one enters with another claim at the same moment: never both", async () => {
    for (let round = 0; round < 10; round++) {
      const [one, two] = await twoWaiting();
      const [pairing, entered] = await Promise.all([
        ou.pair(one, two),
        ou.enter({ ...two, claim: randomUUID() }),
      ]);
      expect([`${pairing.status} ${entered.status}`]).toEqual([
        pairing.status === "paired" ? "paired playing" : "stale entered",
      ]);
    }
  });
});

describe("a rated battle that its room refused", () => {
  it("is taken back, and both entries are as they were", async () => {
    const [one, two] = await twoWaiting();
    const battle = await ou.battle(one, two);
    expect(await withdraw(battle)).toBe(true);
    expect(await battleRow(battle)).toBeUndefined();
    for (const player of [one, two])
      expect(await ou.entry(player)).toMatchObject({ claim: player.claim, battle_id: null });
    expect(await ou.pair(one, two)).toMatchObject({ status: "paired" });
  });

  it("stays once its room is known to have it: somebody was given tickets", async () => {
    const [one, two] = await twoWaiting();
    const battle = await ou.battle(one, two);
    expect(await seen(battle)).toBe(true);
    expect(await withdraw(battle)).toBe(false);
    expect(await ou.entry(one)).toMatchObject({ battle_id: battle });
  });

  it("is taken back, or known to be in its room, whichever comes first: never both", async () => {
    for (let round = 0; round < 20; round++) {
      const [one, two] = await twoWaiting();
      const battle = await ou.battle(one, two);
      const answers = await Promise.all([withdraw(battle), seen(battle)]);
      expect(answers.filter((done) => done === true)).toHaveLength(1);
    }
  });

  it("stays once it goes on", async () => {
    const [one, two] = await twoWaiting();
    const battle = await ou.battle(one, two);
    await db.sql("update battles set status = 'live' where id = $1", [battle]);
    expect(await withdraw(battle)).toBe(false);
    expect(await ou.entry(one)).toMatchObject({ battle_id: battle });
  });
});
