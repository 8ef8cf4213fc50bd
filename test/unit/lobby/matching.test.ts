import { beforeEach, describe, expect, it } from "vitest";
import { settle } from "../../harness/fake-clock.ts";
import { type FakeSocket, LobbyTable } from "../../harness/lobby.ts";
import { userOf } from "../../harness/lobby-store.ts";

const SECOND = 1000;
const CONFIRM = 15 * SECOND;

let table: LobbyTable;
beforeEach(() => {
  table = new LobbyTable();
});

describe("a match", () => {
  it("is found at once for two who accept each other, and says why", async () => {
    const one = await table.queue(1, 1180);
    await table.clock.pass(20 * SECOND);
    const other = await table.queue(2, 1100);
    await table.clock.pass(100);
    const [battleId] = [...table.store.battles.keys()];
    expect(one.last("MATCH_FOUND")).toEqual({
      type: "MATCH_FOUND",
      battleId,
      seat: "p1",
      ticket: `ticket-${battleId}-p1`,
      confirm: 15,
      opponent: { name: "Player 0002", rating: 1100 },
      why: { gap: 80, you: { range: 200, waited: 20 }, opponent: { range: 100, waited: 0 } },
    });
    expect(other.last("MATCH_FOUND")).toMatchObject({
      battleId,
      seat: "p2",
      ticket: `ticket-${battleId}-p2`,
      opponent: { name: "Player 0001", rating: 1180 },
      why: { gap: 80, you: { range: 100, waited: 0 }, opponent: { range: 200, waited: 20 } },
    });
  });

  it("is found when both ranges have grown to the gap", async () => {
    const one = await table.queue(1, 1000);
    await table.queue(2, 1200);
    await table.clock.pass(19 * SECOND);
    expect(one.all("MATCH_FOUND")).toEqual([]);
    await table.clock.pass(2 * SECOND);
    expect(one.last("MATCH_FOUND")?.why).toMatchObject({
      gap: 200,
      you: { range: 200 },
      opponent: { range: 200 },
    });
  });

  it("is told to every tab, and to one that is opened while the battle waits", async () => {
    const one = await table.queue(1);
    const tab = await table.visit(1);
    await table.queue(2);
    await table.clock.pass(SECOND);
    expect(tab.last("MATCH_FOUND")).toEqual(one.last("MATCH_FOUND"));
    expect((await table.visit(1)).last("MATCH_FOUND")).toEqual(one.last("MATCH_FOUND"));
    await table.clock.pass(CONFIRM);
    expect((await table.visit(1)).last("MATCH_FOUND")).toBeUndefined();
  });

  it("gives the seats by lot", async () => {
    table = new LobbyTable("gen9randombattle", { random: () => 0.9 });
    const one = await table.queue(1);
    await table.queue(2);
    await table.clock.pass(SECOND);
    expect(one.last("MATCH_FOUND")?.seat).toBe("p2");
  });

  it("is not looked for with a player who is away for a moment", async () => {
    const one = await table.queue(1);
    table.close(one);
    const other = await table.queue(2);
    await table.clock.pass(2 * SECOND);
    expect(table.store.battles.size).toBe(0);
    const back = await table.visit(1);
    await table.clock.pass(100);
    expect(back.last("MATCH_FOUND")).toBeDefined();
    expect(other.last("MATCH_FOUND")).toBeDefined();
  });

  it("is made of many who come at once, each in one battle", async () => {
    const sockets: FakeSocket[] = [];
    for (let number = 1; number <= 40; number++) sockets.push(await table.queue(number));
    await table.clock.pass(2 * SECOND);
    expect(table.store.battles.size).toBe(20);
    for (const socket of sockets) expect(socket.all("MATCH_FOUND")).toHaveLength(1);
  });
});

describe("a player who leaves while the battle is made", () => {
  it("is let go when the database hears of that first; the other stays in place", async () => {
    await table.queue(9, 5000);
    const [one, other] = [await table.queue(1), await table.queue(2)];
    const release = table.hold("pair");
    await table.clock.pass(200);
    await table.leave(one);
    expect(one.last("QUEUE_LEFT")).toMatchObject({ reason: "left" });
    await release();
    expect(table.store.battles.size).toBe(0);
    expect(one.all("MATCH_FOUND")).toEqual([]);
    expect(one.all("QUEUE_LEFT")).toHaveLength(1);
    expect(other.all("QUEUE_LEFT")).toEqual([]);
    await table.queue(3);
    await table.clock.pass(SECOND);
    expect(other.last("MATCH_FOUND")).toBeDefined();
  });

  it("is not called to a battle that was made first; the other gets the place back", async () => {
    const [one, other] = [await table.queue(1), await table.queue(2)];
    let answer: () => void = () => undefined;
    const pair = table.store.pair.bind(table.store);
    table.store.pair = async (request) => {
      const made = await pair(request);
      await new Promise<void>((resolve) => {
        answer = resolve;
      });
      return made;
    };
    await table.clock.pass(200);
    await table.leave(one);
    answer();
    await settle();
    const battleId = other.last("MATCH_FOUND")?.battleId ?? "";
    expect(one.all("MATCH_FOUND")).toEqual([]);
    await table.join(one);
    expect(one.last("ERROR")).toMatchObject({ code: "ALREADY_IN_BATTLE", battleId });
    await table.clock.pass(CONFIRM);
    table.store.end(battleId, [userOf(2)]);
    await table.clock.pass(2 * SECOND);
    expect(other.last("QUEUE_JOINED")).toMatchObject({ position: 1 });
  });

  it("and queues again is not paired twice", async () => {
    const [one, other] = [await table.queue(1), await table.queue(2)];
    const release = table.hold("pair");
    await table.clock.pass(200);
    await table.leave(one);
    await table.join(one);
    expect(one.all("QUEUE_JOINED").length).toBeGreaterThan(1);
    table.store.delay = () => null;
    await release();
    await table.clock.pass(SECOND);
    expect(table.store.battles.size).toBe(1);
    expect(one.all("MATCH_FOUND")).toHaveLength(1);
    expect(other.all("MATCH_FOUND")).toHaveLength(1);
  });

  it("by closing the last tab frees the other as well", async () => {
    const [one, other] = [await table.queue(1), await table.queue(2)];
    const release = table.hold("pair");
    await table.clock.pass(200);
    table.close(one);
    await table.clock.pass(3 * SECOND);
    await release();
    expect(table.store.battles.size).toBe(0);
    expect(table.store.claims()).toHaveLength(1);
    expect(other.all("MATCH_FOUND")).toEqual([]);
    expect(other.all("QUEUE_LEFT")).toEqual([]);
  });

  it("is told when the claim was lost to another lobby", async () => {
    const [one, other] = [await table.queue(1), await table.queue(2)];
    table.store.rows.delete(userOf(1));
    await table.clock.pass(SECOND);
    expect(one.last("QUEUE_LEFT")).toMatchObject({ reason: "expired" });
    expect(other.all("QUEUE_LEFT")).toEqual([]);
    expect(table.store.battles.size).toBe(0);
  });
});

describe("a battle that the database cannot be asked for", () => {
  it("is asked for again, later each time, and the two keep their places", async () => {
    table.store.failure = (op) => (op === "pair" ? "before" : null);
    const one = await table.queue(1);
    await table.queue(2);
    await table.clock.pass(20 * SECOND);
    const asked = table.store.calls.filter(({ op }) => op === "pair").length;
    expect(asked).toBeGreaterThan(2);
    expect(asked).toBeLessThan(8);
    expect(one.last("QUEUE_JOINED")).toMatchObject({ position: 1, waiting: 2 });
    table.store.failure = () => null;
    await table.clock.pass(15 * SECOND);
    expect(one.all("MATCH_FOUND")).toHaveLength(1);
  });

  it("is the same battle when only the answer was lost", async () => {
    let lost = 0;
    table.store.failure = (op) => (op === "pair" && lost++ < 2 ? "after" : null);
    const [one, other] = [await table.queue(1), await table.queue(2)];
    await table.clock.pass(10 * SECOND);
    expect(table.store.battles.size).toBe(1);
    expect(one.all("MATCH_FOUND")).toHaveLength(1);
    expect(other.last("MATCH_FOUND")?.battleId).toBe(one.last("MATCH_FOUND")?.battleId);
  });

  it("holds nobody for ever: others are tried when it stays unanswered", async () => {
    table.store.failure = (op) => (op === "pair" ? "before" : null);
    await table.queue(1);
    await table.queue(2);
    await table.clock.pass(120 * SECOND);
    const pairs = new Set(
      table.store.calls.flatMap(({ op, request }) =>
        op === "pair" ? [(request as { pair: string }).pair] : [],
      ),
    );
    expect(pairs.size).toBeGreaterThan(1);
  });

  it("is not asked for any longer when both have left", async () => {
    table.store.failure = (op) => (op === "pair" ? "before" : null);
    const [one, other] = [await table.queue(1), await table.queue(2)];
    await table.clock.pass(5 * SECOND);
    await table.leave(one);
    await table.leave(other);
    await table.clock.pass(30 * SECOND);
    expect(table.clock.timers).toBe(0);
  });
});
