import { Battle } from "@pkmn/sim";
import { describe, expect, test, vi } from "vitest";
import { type BattleRules, FRIENDLY_RULES } from "../../../functions/_shared/schema/rules.ts";
import { createBattle } from "../../harness/battles.ts";
import { chooseFor, seatedRoom, TestRoom, type TestSocket } from "../../harness/rooms.ts";

const RANDOM = { format: "gen9randombattle", seed: "1,2,3,4" };

function ruled(rules: Partial<BattleRules>) {
  return { ...createBattle(RANDOM), rules: { ...FRIENDLY_RULES, ...rules } };
}

function ends(socket: TestSocket) {
  return socket.messages.filter(({ type }) => type === "BATTLE_END");
}

function reported(room: TestRoom): string[] {
  return room.posted.map(({ body }) => JSON.parse(body).kind);
}

/** Lets every write to storage fail until the returned function is called. */
function breakStorage({ storage }: TestRoom): () => void {
  const broken = vi.spyOn(storage, "put").mockRejectedValue(new Error("the disk is full"));
  return () => broken.mockRestore();
}

describe("after storage has failed once", () => {
  test("the clocks run on, whoever says something or not", async () => {
    const { test: room, p1 } = await seatedRoom(createBattle(RANDOM));
    const mend = breakStorage(room);
    await room.send(p1, { type: "CHAT", battleId: room.battle.battleId, text: "hi" });
    mend();
    expect(p1.last).toMatchObject({ code: "STORE_UNAVAILABLE" });
    await room.pass(61_000);
    expect(p1.request?.rqid).toBe(2);
  });

  test("players who leave are noticed, and the battle ends without them", async () => {
    const { test: room, p1, p2 } = await seatedRoom(ruled({ clock: null }));
    const mend = breakStorage(room);
    await room.send(p1, { type: "OFFER_DRAW", battleId: room.battle.battleId });
    mend();
    await room.leave(p1);
    await room.leave(p2);
    await room.pass(61_000);
    expect(await room.room.status()).toMatchObject({ status: "ended" });
  });

  test("a player whose going could not be stored is noticed all the same", async () => {
    const { test: room, p1, p2 } = await seatedRoom(ruled({ clock: null }));
    const mend = breakStorage(room);
    await room.leave(p1);
    mend();
    await room.pass(70_000);
    expect(ends(p2)).toMatchObject([{ winner: "p2", reason: "disconnect" }]);
  });

  test("a connection that is gone by then is not taken for one that is there", async () => {
    const { test: room, p1, p2 } = await seatedRoom(ruled({ clock: null }));
    room.holds = true;
    await room.move(p1, "move 1");
    const mend = breakStorage(room);
    await room.leave(p1);
    room.elapse();
    await room.rest();
    mend();
    await room.pass(70_000);
    expect(ends(p2)).toMatchObject([{ winner: "p2", reason: "disconnect" }]);
  });
});

describe("a battle that the simulator cannot start", () => {
  test("ends for nobody instead of failing with every JOIN, and is reported once", async () => {
    const room = new TestRoom(createBattle(RANDOM));
    await room.room.create(room.battle);
    const p1 = await room.join("p1");
    vi.spyOn(Battle.prototype, "setPlayer").mockImplementation(() => {
      throw new Error("a fault of the simulator");
    });
    const p2 = await room.join("p2");
    const ending = { winner: null, reason: "void" };
    expect(ends(p1)).toMatchObject([ending]);
    expect(p2.last).toMatchObject({ type: "BATTLE_END", ...ending });
    await room.rest();
    expect(reported(room)).toEqual(["battle.failed"]);
    room.restart();
    expect(await room.room.status()).toMatchObject({ status: "ended" });
    expect((await room.rejoin(p2.session)).last).toMatchObject({ end: ending });
    expect((await room.join("p1")).last).toMatchObject({ code: "BATTLE_ENDED", recoverable: false });
    expect(await room.room.create(room.battle)).toBe("same");
    await room.rest();
    expect(reported(room)).toEqual(["battle.failed", "battle.failed"]);
  });
});

describe("a simulator that refuses every choice", () => {
  test("ends the battle for nobody when a choice is to be drawn", async () => {
    const { test: room, p1 } = await seatedRoom(createBattle(RANDOM));
    vi.spyOn(Battle.prototype, "choose").mockReturnValue(false);
    await room.pass(70_000);
    expect(ends(p1)).toMatchObject([{ winner: null, reason: "void" }]);
  });

  test("ends a practice battle when it is the bot's turn", async () => {
    const battle = createBattle(RANDOM);
    const room = new TestRoom({ ...battle, seats: { ...battle.seats, p2: null }, bot: "easy" });
    await room.room.create(room.battle);
    vi.spyOn(Battle.prototype, "choose").mockReturnValue(false);
    const p1 = await room.join("p1");
    await room.rest();
    expect(ends(p1)).toMatchObject([{ winner: null, reason: "void" }]);
  });
});

describe("a report that gets no answer", () => {
  test("keeps neither the alarm nor the clocks waiting, and does not keep the alarm busy", async () => {
    const room = new TestRoom(createBattle(RANDOM));
    room.silent = true;
    await room.room.create(room.battle);
    const p1 = await room.join("p1");
    await room.join("p2");
    const alarm = room.room.alarm.bind(room.room);
    let [begun, done] = [0, 0];
    room.room.alarm = async () => {
      begun += 1;
      await alarm();
      done += 1;
    };
    await room.pass(61_000);
    expect(p1.request?.rqid).toBe(2);
    expect(done).toBe(begun);
    expect(begun).toBeLessThan(20);
  });
});

describe("two who give up at the same moment", () => {
  test("have one result, the first one's, and the second is told that it is over", async () => {
    const { test: room, p1, p2 } = await seatedRoom(createBattle(RANDOM));
    const forfeit = JSON.stringify({ type: "FORFEIT", battleId: room.battle.battleId });
    await Promise.all([room.room.receive(p1, forfeit), room.room.receive(p2, forfeit)]);
    for (const socket of [p1, p2]) expect(ends(socket)).toMatchObject([{ winner: "p2", reason: "forfeit" }]);
    expect(p2.last).toMatchObject({ code: "BATTLE_ENDED" });
    await room.rest();
    expect(reported(room).filter((kind) => kind === "battle.completed")).toHaveLength(1);
  });
});

test("whichever write fails, the battle goes on to the end it would have had", async () => {
  const play = async (failing: number) => {
    const {
      test: room,
      p1,
      p2,
    } = await seatedRoom(
      createBattle({ format: "gen1randombattle", seed: "1,2,3,4", id: "battle-of-faults" }),
    );
    const put = room.storage.put.bind(room.storage);
    let puts = 0;
    let failed = false;
    room.storage.put = async (entries) => {
      puts += 1;
      if (puts === failing) {
        failed = true;
        throw new Error("the disk is full");
      }
      return await put(entries);
    };
    const start = room.now;
    for (let round = 0; round < 400 && ends(p1).length === 0; round += 1) {
      for (const [seat, socket] of [["p1", p1] as const, ["p2", p2] as const]) {
        room.now = start + (socket.request?.rqid ?? 0) * 10_000;
        try {
          await chooseFor(room, socket, seat, "faults");
        } catch (error) {
          // Nothing of it was stored, or it is asked of nobody any more: it is said again.
          if (!/STORE_UNAVAILABLE|STALE_REQUEST|NOT_YOUR_TURN/.test(String(error))) throw error;
        }
        await room.rest();
      }
    }
    const log = p1.log.filter((line) => !line.startsWith("|t:|"));
    return { failed, puts, log, end: ends(p1), other: ends(p2) };
  };
  const calm = await play(Number.POSITIVE_INFINITY);
  expect(calm.end).toHaveLength(1);
  for (let failing = 1; failing <= calm.puts; failing += 7) {
    const { failed, log, end, other } = await play(failing);
    expect([failed, end, other]).toEqual([true, calm.end, calm.other]);
    expect(log, `write ${failing}`).toEqual(calm.log);
  }
});
