import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freshDatabase, type TestDatabase } from "../harness/database.ts";
import { Ladder } from "../harness/ladder-database.ts";
import { createUser, recordCompleted } from "../harness/league.ts";

let db: TestDatabase;
let ou: Ladder;
let uu: Ladder;
beforeAll(async () => {
  db = await freshDatabase();
  ou = new Ladder(db);
  uu = new Ladder(db, "gen9uu");
});
afterAll(() => db.drop());

const saveTeam = async (user: string, format = "gen9ou", team = "Pikachu|||static|thunderbolt|||||||") => {
  const [row] = await db.sql(
    "insert into saved_teams (user_id, format, name, team) values ($1, $2, 'Mine', $3) returning id",
    [user, format, team],
  );
  return String(row?.id);
};

describe("who enters the ladder", () => {
  it("is told their name, rating, place and last opponent", async () => {
    const player = { user: await createUser(db, { display_name: "Cynthia" }), claim: randomUUID() };
    const before = Date.now();
    const entered = await ou.enter(player);
    expect(entered).toEqual({
      status: "entered",
      name: "Cynthia",
      rating: 1000,
      joinedAt: expect.any(Number),
      lastOpponent: null,
      team: null,
    });
    expect(Math.abs(Number(entered.joinedAt) - before)).toBeLessThan(5000);
    expect(await ou.entry(player)).toMatchObject({ format: "gen9ou", claim: player.claim, battle_id: null });
  });

  it("has the rating of the format that they queue for, as a whole number", async () => {
    const player = await ou.player();
    await db.sql("insert into ratings (user_id, format, elo) values ($1, 'gen9ou', 1234.6)", [player.user]);
    expect(await ou.enter(player)).toMatchObject({ rating: 1235 });
    await ou.leave(player);
    expect(await uu.enter(player)).toMatchObject({ rating: 1000 });
  });

  it("brings the saved team that they name, of their own and for the format", async () => {
    const player = await ou.player();
    const team = await saveTeam(player.user);
    const others = await saveTeam(await createUser(db));
    const wrong = await saveTeam(player.user, "gen9uu");
    for (const unfit of [others, wrong, randomUUID()]) {
      expect(await ou.enter(player, { team: unfit })).toEqual({ status: "no-team" });
      expect(await ou.entry(player)).toBeUndefined();
    }
    expect(await ou.enter(player, { team })).toMatchObject({
      status: "entered",
      team: "Pikachu|||static|thunderbolt|||||||",
    });
    expect(await ou.enter(player, { team: others })).toEqual({ status: "no-team" });
  });

  it("may be a guest, and must exist", async () => {
    const guest = await ou.player();
    await db.sql("update auth.users set is_anonymous = true, email = null where id = $1", [guest.user]);
    expect(await ou.enter(guest)).toMatchObject({
      status: "entered",
      name: expect.stringMatching(/^Guest-/),
    });
    await expect(ou.enter({ user: randomUUID(), claim: randomUUID() })).rejects.toMatchObject({
      code: "PT404",
    });
  });

  it("is not let into another format while they wait in one", async () => {
    const player = await ou.waiting();
    const elsewhere = { ...player, claim: randomUUID() };
    expect(await uu.enter(elsewhere)).toEqual({ status: "queued", format: "gen9ou" });
    await ou.leave(player);
    expect(await uu.enter(elsewhere)).toMatchObject({ status: "entered" });
  });

  it("takes over the entry that the format's lobby held under another claim, with its place", async () => {
    const player = await ou.player();
    const { joinedAt } = await ou.enter(player);
    const again = { ...player, claim: randomUUID() };
    expect(await ou.enter(again)).toMatchObject({ status: "entered", joinedAt });
    expect(await ou.renew(player, again)).toEqual([again.claim]);
    await ou.leave(player);
    expect(await ou.entry(player)).toMatchObject({ claim: again.claim });
  });

  it("keeps their place for five minutes after the entry expired, and joins anew later", async () => {
    const player = await ou.waiting();
    await ou.age(player, "6 minutes");
    const joined = (await ou.entry(player))?.joined_at as Date;
    const again = { ...player, claim: randomUUID() };
    expect(await ou.enter(again)).toMatchObject({ joinedAt: joined.getTime() });
    await ou.age(player, "10 minutes");
    const { joinedAt } = await ou.enter(again);
    expect(Number(joinedAt)).toBeGreaterThan(joined.getTime() + 60_000);
  });

  it("may go to another format once the entry has expired, and joins anew there", async () => {
    const player = await ou.waiting();
    await ou.age(player, "2 minutes");
    const elsewhere = { ...player, claim: randomUUID() };
    const { status, joinedAt } = await uu.enter(elsewhere);
    expect(status).toBe("entered");
    expect(Number(joinedAt)).toBeGreaterThan(Date.now() - 60_000);
    expect(await uu.entry(player)).toMatchObject({ format: "gen9uu", claim: elsewhere.claim });
  });

  it("is told of the battle that they play, in whatever format and with whatever claim", async () => {
    const [one, two] = [await ou.waiting(), await ou.waiting()];
    const battleId = await ou.battle(one, two);
    for (const lobby of [ou, uu]) {
      for (const resume of [false, true]) {
        expect(await lobby.enter({ ...one, claim: randomUUID() }, { resume })).toEqual({
          status: "playing",
          battleId,
        });
      }
    }
  });

  it("is told whom they played last in that format", async () => {
    const [one, two, three] = [await ou.waiting(), await ou.waiting(), await ou.player()];
    await recordCompleted(db, await ou.battle(one, two));
    await uu.enter(one);
    await uu.enter(three);
    await recordCompleted(db, await uu.battle(three, one));
    expect(await ou.enter(one)).toMatchObject({ lastOpponent: two.user });
    await ou.leave(one);
    expect(await uu.enter(one)).toMatchObject({ lastOpponent: three.user });
    expect(await uu.enter(three)).toMatchObject({ lastOpponent: one.user });
  });

  it("twenty times at once has one entry, and one claim that is held", async () => {
    const { user } = await ou.player();
    const claims = Array.from({ length: 20 }, () => ({ user, claim: randomUUID() }));
    const answers = await Promise.all(claims.map((player) => ou.enter(player)));
    expect(answers.map(({ status }) => status)).toEqual(claims.map(() => "entered"));
    expect(new Set(answers.map(({ joinedAt }) => joinedAt)).size).toBe(1);
    expect(await db.sql("select from ladder_entries where user_id = $1", [user])).toHaveLength(1);
    expect(await ou.renew(...claims)).toHaveLength(1);
  });

  it("through the lobbies of two formats at once waits in one of them", async () => {
    for (let round = 0; round < 10; round++) {
      const { user } = await ou.player();
      const answers = await Promise.all([ou, uu].map((lobby) => lobby.enter({ user, claim: randomUUID() })));
      expect(answers.map(({ status }) => status).sort()).toEqual(["entered", "queued"]);
    }
  });
});

describe("an entry", () => {
  it("is held while it is renewed, and again when it expired and nobody took it", async () => {
    const [one, two] = [await ou.waiting(), await ou.waiting()];
    await ou.age(one, "89 seconds");
    await ou.age(two, "5 minutes");
    const held = await ou.renew(one, two, await ou.player());
    expect(held.sort()).toEqual([one.claim, two.claim].sort());
    expect(await ou.pair(one, two)).toMatchObject({ status: "paired" });
  });

  it("that is given up twice is given up", async () => {
    const player = await ou.waiting();
    await ou.leave(player);
    await ou.leave(player);
    expect(await ou.entry(player)).toBeUndefined();
    expect(await ou.enter(player, { resume: true })).toEqual({ status: "gone" });
  });

  it("stays when its lobby says farewell while the user plays", async () => {
    const [one, two] = [await ou.waiting(), await ou.waiting()];
    const battle = await ou.battle(one, two);
    await ou.leave(one, two);
    expect(await ou.entry(one)).toMatchObject({ battle_id: battle });
    expect((await ou.renew(one, two)).sort()).toEqual([one.claim, two.claim].sort());
  });

  it.each(["ended", "disputed", "void"])("is free again when the battle is %s", async (status) => {
    const [one, two] = [await ou.waiting(), await ou.waiting()];
    const battle = await ou.battle(one, two);
    await db.sql("update battles set status = 'live' where id = $1", [battle]);
    expect(await ou.entry(one)).toMatchObject({ battle_id: battle });
    if (status === "ended") await recordCompleted(db, battle);
    else
      await db.sql("update battles set status = $2::battle_status, dispute_reason = 'why' where id = $1", [
        battle,
        status,
      ]);
    for (const player of [one, two]) {
      expect(await ou.entry(player)).toBeUndefined();
      expect(await ou.enter(player)).toMatchObject({ status: "entered" });
    }
  });

  it("goes with its user", async () => {
    const player = await ou.waiting();
    await db.sql("delete from auth.users where id = $1", [player.user]);
    expect(await ou.entry(player)).toBeUndefined();
  });

  it("of many users can be renewed and given up at once, in any order, without a deadlock", async () => {
    const players = await Promise.all(Array.from({ length: 30 }, () => ou.waiting()));
    const backwards = [...players].reverse();
    const answers = await Promise.all([
      ...Array.from({ length: 6 }, () => ou.renew(...players)),
      ...Array.from({ length: 6 }, () => ou.renew(...backwards)),
      ou.leave(...backwards.slice(0, 15)),
      ou.leave(...players.slice(15)),
      ...players.slice(0, 5).map((player) => ou.enter(player)),
    ]);
    expect(answers).toHaveLength(19);
  });
});
