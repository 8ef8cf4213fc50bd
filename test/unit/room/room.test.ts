import { beforeAll, describe, expect, test } from "vitest";
import { createBattle, seatTicket, USERS } from "../../harness/battles.ts";
import { chooseFor, seatedRoom, TestRoom, type TestSocket, until } from "../../harness/rooms.ts";

const RANDOM = { format: "gen9randombattle", seed: "1,2,3,4" };

function errors(socket: TestSocket): string[] {
  return socket.messages.flatMap((message) => (message.type === "ERROR" ? [message.code] : []));
}

describe("a seat", () => {
  let test_: TestRoom;
  beforeAll(async () => {
    test_ = new TestRoom(createBattle(RANDOM));
    await test_.room.create(test_.battle);
  });

  test("is refused without a battle", async () => {
    const empty = new TestRoom(createBattle(RANDOM));
    expect(errors(await empty.join("p1"))).toEqual(["BATTLE_NOT_FOUND"]);
  });

  test("is refused to a ticket that expired, that is for another battle, or that someone else holds", async () => {
    const { battleId } = test_.battle;
    const old = await seatTicket(battleId, "p1", { now: test_.now - 120_000 });
    const elsewhere = await seatTicket("another-battle", "p1", { now: test_.now });
    const stranger = "33333333-3333-4333-8333-333333333333";
    expect(errors(await test_.join("p1", { ticket: old }))).toEqual(["AUTH_FAILED"]);
    expect(errors(await test_.join("p1", { ticket: elsewhere }))).toEqual(["AUTH_FAILED"]);
    expect(errors(await test_.join("p1", { user: stranger }))).toEqual(["AUTH_FAILED"]);
    expect(errors(await test_.join("p2", { user: USERS.p1 }))).toEqual(["AUTH_FAILED"]);
  });

  test("takes a ticket once, also after a restart, and its user again with a fresh one", async () => {
    const ticket = await seatTicket(test_.battle.battleId, "p1", { now: test_.now });
    const first = await test_.join("p1", { ticket });
    expect(errors(await test_.join("p1", { ticket }))).toEqual(["AUTH_FAILED"]);
    test_.restart();
    expect(errors(await test_.join("p1", { ticket }))).toEqual(["AUTH_FAILED"]);
    expect((await test_.join("p1")).session).toBe(first.session);
  });

  test("is not given for a session that nobody has", async () => {
    expect(errors(await test_.rejoin("deadbeef"))).toEqual(["AUTH_FAILED"]);
  });
});

describe("a choice", () => {
  test("must be for the open request, in the grammar, by a seat, in a battle under way", async () => {
    const { test: room, p1 } = await seatedRoom(createBattle(RANDOM));
    await room.move(p1, "move 1", 7);
    await room.move(p1, "move 1\n>forcewin p1");
    await room.move(p1, "move 1|win|Ann");
    await room.move(p1, "move 9");
    expect(errors(p1)).toEqual(["STALE_REQUEST", "INVALID_MOVE", "INVALID_MOVE", "INVALID_MOVE"]);
    const spectator = await room.rejoin(null);
    await room.move(spectator, "move 1", 1);
    expect(errors(spectator)).toEqual(["AUTH_FAILED"]);
    expect(room.storage.keys().filter((key) => key.startsWith("input:"))).toHaveLength(1);
    const waiting = new TestRoom(createBattle(RANDOM));
    await waiting.room.create(waiting.battle);
    const alone = await waiting.join("p1");
    await waiting.move(alone, "move 1", 1);
    expect(errors(alone)).toEqual(["BATTLE_NOT_STARTED"]);
  });

  test("of one side survives a restart and comes back with the request", async () => {
    const { test: room, p1, p2 } = await seatedRoom(createBattle(RANDOM));
    await room.move(p1, "move 1");
    room.restart();
    const again = await room.rejoin(p1.session, p1.log.length);
    expect(again.last).toMatchObject({
      type: "BATTLE_RESTORED",
      log: [],
      choice: "move 1",
      request: { rqid: 1 },
    });
    await room.move(again, "move 1");
    await room.move(again, "move 2");
    expect(errors(again)).toEqual(["NOT_YOUR_TURN"]);
    const other = await room.rejoin(p2.session);
    await room.move(other, "move 1");
    expect(again.request?.rqid).toBe(2);
  });

  test("is told to nobody when the machine dies before it is stored", async () => {
    const { test: room, p1, p2 } = await seatedRoom(createBattle(RANDOM));
    await room.move(p1, "move 1");
    await room.rest();
    const heard = p1.frames.length;
    room.storage.crashAt = room.storage.puts + 1;
    await room.move(p2, "move 1");
    expect(p1.frames).toHaveLength(heard);
    room.restart();
    expect((await room.rejoin(p2.session)).last).toMatchObject({ choice: null, request: { rqid: 1 } });
  });

  test("is refused to a seat that only waits", async () => {
    const { test: room, p1, p2 } = await seatedRoom(createBattle(RANDOM));
    for (let round = 0; round < 400 && !errors(p1).length; round += 1) {
      for (const [seat, socket] of [
        ["p1", p1],
        ["p2", p2],
      ] as const) {
        if (socket.request?.wait) await room.move(socket, "move 1");
        else await chooseFor(room, socket, seat, "waiting");
      }
      if (errors(p2).includes("NOT_YOUR_TURN")) break;
    }
    expect([...errors(p1), ...errors(p2)]).toContain("NOT_YOUR_TURN");
  });
});

describe("the end of a battle", () => {
  test("by forfeit is the other seat's win, told once with the same event id after a restart", async () => {
    const { test: room, p1, p2 } = await seatedRoom(createBattle(RANDOM));
    await until(() => room.posted.length === 1, "the start to be reported");
    room.status = 503;
    await room.send(p2, { type: "FORFEIT", battleId: room.battle.battleId });
    expect(p1.last).toEqual({ type: "BATTLE_END", winner: "p1", reason: "forfeit" });
    expect(p1.log.slice(-3)).toEqual(["|-message|Ben forfeited.", "|", "|win|Ann"]);
    await until(
      () => room.logged.some(({ event }) => event === "event.delayed"),
      "the first attempt to fail",
    );
    await room.move(p1, "move 1");
    expect(errors(p1)).toEqual(["BATTLE_ENDED"]);

    room.restart();
    room.status = 202;
    room.now += 600_000;
    await room.room.alarm();
    await until(
      () => !room.storage.keys().some((key) => key.startsWith("outbox:")),
      "the end to be reported",
    );
    const ends = room.posted.filter(({ id }) => id === `${room.battle.battleId}.completed`);
    expect(ends.length).toBeGreaterThanOrEqual(2);
    expect(new Set(ends.map(({ body }) => body)).size).toBe(1);
    expect(JSON.parse(ends[0]?.body ?? "")).toMatchObject({
      winner: "p1",
      end_type: "forfeit",
    });
    expect(room.storage.keys()).not.toContain("deadline:outbox");
    expect(room.storage.alarmAt).toBeNull();
  });

  test("is reported after the machine died in any attempt to report it", async () => {
    const { test: room, p2 } = await seatedRoom(createBattle(RANDOM));
    await until(() => !room.storage.keys().some((key) => key.startsWith("outbox:")), "the start's report");
    await until(() => !room.storage.keys().includes("deadline:outbox"), "rest");
    room.silent = true;
    await room.send(p2, { type: "FORFEIT", battleId: room.battle.battleId });
    for (const attempts of [2, 3, 4]) {
      await until(() => room.posted.length === attempts, `attempt ${attempts}`);
      room.restart();
      await room.room.status();
      expect(room.storage.alarmAt).not.toBeNull();
      room.now = room.storage.alarmAt ?? 0;
      if (attempts === 4) room.silent = false;
      void room.room.alarm();
    }
    await until(() => !room.storage.keys().some((key) => key.startsWith("outbox:")), "the report");
    await until(() => room.storage.alarmAt === null, "rest");
  });

  test("is reported though it came as the report of the start was done", async () => {
    for (let ticks = 0; ticks < 60; ticks += 1) {
      const { test: room, p2 } = await seatedRoom(createBattle(RANDOM));
      for (let tick = 0; tick < ticks; tick += 1) await null;
      void room.send(p2, { type: "FORFEIT", battleId: room.battle.battleId });
      await until(() => room.posted.length === 2, `the end to be reported, begun after ${ticks} ticks`);
      await until(() => room.storage.alarmAt === null, "rest");
      expect(room.storage.keys().filter((key) => /^(outbox|deadline):/.test(key))).toEqual([]);
    }
  });

  test("stays in the outbox when it is refused for good", async () => {
    const { test: room, p2 } = await seatedRoom(createBattle(RANDOM));
    await until(() => room.posted.length === 1, "the start to be reported");
    room.status = 400;
    await room.send(p2, { type: "FORFEIT", battleId: room.battle.battleId });
    await until(() => room.logged.some(({ event }) => event === "event.refused"), "the refusal");
    expect(room.storage.keys()).toContain(`outbox:${room.battle.battleId}.completed`);
  });
});

describe("names", () => {
  test("cannot forge lines of the log, and are told apart", async () => {
    const battle = createBattle(RANDOM);
    const evil = { ...battle.seats.p1, userId: battle.seats.p1?.userId, name: "Ann\n|win|Eve\u202e" };
    if (!battle.seats.p1 || !battle.seats.p2) throw new Error("Both seats were expected");
    battle.seats = {
      p1: { ...battle.seats.p1, name: evil.name },
      p2: { ...battle.seats.p2, name: "ann winEve" },
    };
    const { p1 } = await seatedRoom(battle);
    expect(p1.log.filter((line) => line.startsWith("|win|"))).toEqual([]);
    expect(p1.log.filter((line) => line.startsWith("|player|"))).toEqual([
      "|player|p1|Ann winEve||",
      "|player|p2|ann winEve 2||",
    ]);
  });
});

describe("a team", () => {
  const LEGAL = "Ann's|pikachu|lightball|static|thunderbolt,surf,fakeout,voltswitch|Timid|,,,252,4,252|||||";
  test("that is illegal is refused in the validator's words, and the seat stays free", async () => {
    const room = new TestRoom(createBattle({ format: "gen9ou" }));
    await room.room.create(room.battle);
    const none = await room.join("p1");
    const illegal = await room.join("p1", { team: LEGAL.replace("surf", "spore") });
    expect(none.last).toMatchObject({ type: "ERROR", code: "INVALID_TEAM" });
    expect(illegal.last).toMatchObject({
      code: "INVALID_TEAM",
      message: expect.stringContaining("can't learn Spore"),
    });
    expect((await room.join("p1", { team: LEGAL })).session).toMatch(/^[0-9a-f]{32}$/);
  });

  test("is cleaned of nicknames that would forge lines, and may pick its order in the preview", async () => {
    const nasty = "Eve\\|win\u202e|pikachu|lightball|static|thunderbolt,surf|Timid|,,,252,4,252|||||".replace(
      "\\|",
      "\u2028",
    );
    const {
      test: room,
      p1,
      p2,
    } = await seatedRoom(createBattle({ format: "gen9ou", seed: "1,2,3,4" }), { p1: nasty, p2: LEGAL });
    expect(p1.request).toMatchObject({ teamPreview: true });
    await room.move(p1, "team 1");
    await room.move(p2, "team 1");
    expect(p2.log.some((line) => line.startsWith("|switch|p1a: Evewin|"))).toBe(true);
  });
});

describe("a frame", () => {
  test("that is malformed is answered with an error, and the twentieth closes that connection alone", async () => {
    const { test: room, p1, p2 } = await seatedRoom(createBattle(RANDOM));
    for (let number = 0; number < 20; number += 1) await room.send(p1, number % 2 ? "{" : '{"type":"MOVE"}');
    expect(new Set(errors(p1))).toEqual(new Set(["INVALID_MESSAGE"]));
    expect(p1.closed).toBe(4400);
    expect(p2.closed).toBeNull();
    expect((await room.rejoin(p1.session)).request?.rqid).toBe(1);
  });

  test("over 16 KB is refused, or 32 KB where a team is brought", async () => {
    const { test: room, p1 } = await seatedRoom(createBattle(RANDOM));
    const { battleId } = room.battle;
    const padding = " ".repeat(17_000);
    await room.send(p1, `${JSON.stringify({ type: "FORFEIT", battleId })}${padding}`);
    await room.send(p1, `${JSON.stringify({ type: "JOIN", battleId, ticket: "x" })}${padding}${padding}`);
    expect(errors(p1)).toEqual(["INVALID_MESSAGE", "INVALID_MESSAGE"]);
    await room.send(p1, `${JSON.stringify({ type: "JOIN", battleId, ticket: "x" })}${padding}`);
    expect(errors(p1).at(-1)).toBe("AUTH_FAILED");
  });
});

describe("a rebuilt room", () => {
  test("refuses a battle that another simulator played, and leaves it as it is", async () => {
    const { test: room, p1 } = await seatedRoom(createBattle(RANDOM));
    const start = await room.storage.get<Record<string, unknown>>("input:000001");
    await room.storage.put({ "input:000001": { ...start, sim: "0.9.0" } });
    room.restart();
    expect((await room.rejoin(p1.session)).last).toMatchObject({
      code: "VERSION_MISMATCH",
      recoverable: false,
    });
    expect(room.logged.some(({ event }) => event === "battle.foreign")).toBe(true);
    expect(room.storage.keys()).toContain("input:000001");
  });

  test("replays its own kinds of input and nothing else, and reports once that it cannot go on", async () => {
    const { test: room, p1 } = await seatedRoom(createBattle(RANDOM));
    await room.storage.put({ "input:000002": { kind: "choice", seat: "p1", at: 1, choice: ">eval 1" } });
    for (let restart = 0; restart < 2; restart += 1) {
      room.restart();
      const socket = await room.rejoin(p1.session);
      expect(socket.last).toMatchObject({ code: "STORE_UNAVAILABLE", recoverable: false });
      expect(await room.room.status()).toMatchObject({ status: "broken" });
    }
    await room.rest();
    const failures = room.posted.filter(({ id }) => id === `${room.battle.battleId}.failed`);
    expect(failures).toHaveLength(1);
    expect(JSON.parse(failures[0]?.body ?? "")).toMatchObject({ kind: "battle.failed" });
  });

  test("serves every tab of a user, and a late close takes one away", async () => {
    const { test: room, p1, p2 } = await seatedRoom(createBattle(RANDOM));
    const tab = await room.rejoin(p1.session);
    await room.leave(p1);
    await room.move(tab, "move 1");
    await room.move(p2, "move 1");
    expect(tab.request?.rqid).toBe(2);
    expect(p1.request?.rqid).toBe(1);
  });
});
