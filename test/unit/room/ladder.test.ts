import { describe, expect, test } from "vitest";
import type { BotStrength } from "../../../functions/_shared/schema/rules.ts";
import { FRIENDLY_RULES } from "../../../functions/_shared/schema/rules.ts";
import { createBattle } from "../../harness/battles.ts";
import { chooseFor, seatedRoom, TestRoom, type TestSocket } from "../../harness/rooms.ts";

const RANDOM = { format: "gen9randombattle", seed: "1,2,3,4" };
const TEAM = "Pikachu||lightball|static|thunderbolt,surf,fakeout,voltswitch|Timid|,,,252,4,252|||||";

function ladder() {
  return { ...createBattle(RANDOM), rated: true, rules: { ...FRIENDLY_RULES, casual: false, confirm: 15 } };
}

function end(socket: TestSocket) {
  return socket.messages.find(({ type }) => type === "BATTLE_END");
}

function reported(room: TestRoom, kind: string) {
  return room.posted
    .filter(({ id }) => id === `${room.battle.battleId}.${kind}`)
    .map(({ body }) => JSON.parse(body));
}

async function opened(battle: ReturnType<typeof createBattle>): Promise<TestRoom> {
  const room = new TestRoom(battle);
  expect(await room.room.create(battle)).toBe("created");
  return room;
}

describe("a battle whose players must come in time", () => {
  test("is called off after 15 seconds, with who came, and stays so", async () => {
    const room = await opened(ladder());
    const p1 = await room.join("p1");
    await room.pass(13_000);
    expect(end(p1)).toBeUndefined();
    await room.pass(2_000);
    expect(end(p1)).toEqual({ type: "BATTLE_END", winner: null, reason: "void" });
    expect(reported(room, "abandoned")).toMatchObject([{ kind: "battle.abandoned", present: ["p1"] }]);
    room.restart();
    expect(await room.room.status()).toMatchObject({ status: "ended" });
    expect((await room.rejoin(p1.session)).last).toMatchObject({ end: { winner: null, reason: "void" } });
    expect((await room.join("p2")).last).toMatchObject({ code: "BATTLE_ENDED", recoverable: false });
    expect(await room.room.create(room.battle)).toBe("same");
    await room.rest();
    expect(new Set(reported(room, "abandoned").map((event) => JSON.stringify(event))).size).toBe(1);
    expect(reported(room, "abandoned")).toHaveLength(2);
  });

  test("is called off when nobody comes, though the room was out of memory", async () => {
    const room = await opened(ladder());
    room.hibernate();
    await room.pass(16_000);
    expect(reported(room, "abandoned")).toMatchObject([{ present: [] }]);
  });

  test("is called off when the one who came leaves again, however often the room is out of memory", async () => {
    const room = await opened(ladder());
    await room.leave(await room.join("p1"));
    for (let times = 0; times < 5; times += 1) {
      await room.pass(10_000);
      room.hibernate();
    }
    expect(reported(room, "abandoned")).toMatchObject([{ present: ["p1"] }]);
  });

  test("waits as long again for two who could not come, the room being down", async () => {
    const room = await opened(ladder());
    room.restart();
    room.now += 60_000;
    const p1 = await room.join("p1");
    await room.pass(10_000);
    expect(end(p1)).toBeUndefined();
    expect((await room.join("p2")).messages.some(({ type }) => type === "BATTLE_UPDATE")).toBe(true);
  });

  test("begins when both have come, and the deadline is nothing any more", async () => {
    const { test: room, p1 } = await seatedRoom(ladder());
    await room.pass(29_000);
    expect(end(p1)).toBeUndefined();
    expect(room.storage.keys()).not.toContain("deadline:confirm");
    expect(p1.messages.find(({ type }) => type === "BATTLE_START")).toMatchObject({
      rated: true,
      casual: false,
    });
  });

  test("waits as long again when the room failed a player who had come", async () => {
    const room = await opened(ladder());
    const p1 = await room.join("p1");
    await room.pass(10_000);
    room.restart();
    room.now += 60_000;
    await room.rejoin(p1.session);
    await room.pass(10_000);
    const p2 = await room.join("p2");
    expect(p2.messages.some((message) => message.type === "BATTLE_START" && message.started)).toBe(true);
  });
});

test("a team that came with the command is the player's, whatever the player brings", async () => {
  const battle = createBattle({ format: "gen9ou", seed: "1,2,3,4" });
  const { p1, p2 } = battle.seats;
  if (!p1 || !p2) throw new Error("Both seats were expected");
  battle.seats = { p1: { ...p1, team: TEAM }, p2: { ...p2, team: TEAM } };
  const room = await opened(battle);
  await room.join("p1");
  await room.join("p2", { team: TEAM.replace("Pikachu", "Nope") });
  expect(await room.storage.get("input:000001")).toMatchObject({
    players: { p1: { team: TEAM }, p2: { team: TEAM } },
  });
});

test("a series and its score are told with the battle", async () => {
  const series = { bestOf: 3, game: 2, score: { p1: 1, p2: 0 } } as const;
  const room = await opened({ ...createBattle(RANDOM), series });
  expect((await room.join("p1")).messages[1]).toMatchObject({ type: "BATTLE_START", series, rated: false });
});

describe("a practice battle", () => {
  function practice(bot: BotStrength, format = "gen9randombattle") {
    const battle = createBattle({ format, seed: "1,2,3,4" });
    return { ...battle, seats: { ...battle.seats, p2: null }, bot };
  }

  /** Plays to the end against the bot. */
  async function play(room: TestRoom, socket: TestSocket): Promise<void> {
    for (let turn = 0; turn < 300 && !end(socket); turn += 1) {
      await chooseFor(room, socket, "p1", "practice");
      await room.rest();
    }
  }

  test("begins with its one player and goes to its end, the bot playing by the same inputs", async () => {
    const room = await opened(practice("easy"));
    const p1 = await room.join("p1");
    expect(p1.messages.findLast(({ type }) => type === "BATTLE_START")).toMatchObject({
      ...{ started: true, bot: "easy", players: { p1: "Ann", p2: "Practice bot (easy)" } },
    });
    await play(room, p1);
    expect(end(p1)).toBeDefined();
    const log = p1.log;
    room.restart();
    expect((await room.rejoin(p1.session)).log).toEqual(log);
  });

  test("gives nobody the bot's seat, and mirrors the player's team", async () => {
    const room = await opened(practice("normal", "gen9ou"));
    expect((await room.join("p2")).last).toMatchObject({ code: "AUTH_FAILED" });
    const p1 = await room.join("p1", { team: TEAM });
    expect(p1.log.filter((line) => line.startsWith("|poke|"))).toHaveLength(2);
    await chooseFor(room, p1, "p1", "practice");
    await room.rest();
    expect(p1.request?.rqid).toBeGreaterThan(1);
  });

  test("goes on after any loss of memory, the bot's turn included", async () => {
    const room = await opened(practice("easy"));
    room.holds = true;
    const p1 = await room.join("p1");
    for (let turn = 0; turn < 4; turn += 1) {
      const { rqid } = p1.request ?? { rqid: 0 };
      room.hibernate();
      await chooseFor(room, p1, "p1", "forgetful");
      // Where it is the bot's turn alone, nothing but the next message wakes the room.
      await room.send(p1, { type: "PING" });
      await room.rest();
      room.elapse();
      await room.rest();
      expect(p1.request?.rqid ?? Number.POSITIVE_INFINITY).toBeGreaterThan(rqid);
    }
  });

  test("knows no time for the bot, and no absence", async () => {
    const room = await opened(practice("easy"));
    const p1 = await room.join("p1");
    await room.pass(61_000);
    const autos = p1.messages.flatMap((message) =>
      message.type === "BATTLE_UPDATE" ? [...(message.autoMove ?? [])] : [],
    );
    expect(autos).toEqual(["p1"]);
    await room.leave(p1);
    await room.pass(61_000);
    expect((await room.rejoin(p1.session)).last).toMatchObject({
      end: { winner: "p2", reason: "disconnect" },
    });
  });

  test("stops its clocks at the player's wish", async () => {
    const room = await opened(practice("easy"));
    const p1 = await room.join("p1");
    await room.send(p1, { type: "TIMER", battleId: room.battle.battleId, on: false });
    expect(p1.last).toEqual({ type: "TIMER", on: false, off: [] });
  });
});
