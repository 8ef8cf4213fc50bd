import { beforeEach, describe, expect, it } from "vitest";
import { type FakeSocket, LobbyTable } from "../../harness/lobby.ts";
import { userOf } from "../../harness/lobby-store.ts";

const SECOND = 1000;
const CONFIRM = 15 * SECOND;

let table: LobbyTable;
beforeEach(() => {
  table = new LobbyTable();
});

/** Two players who have just been told of their battle. */
async function match(): Promise<{ one: FakeSocket; other: FakeSocket; battleId: string }> {
  const [one, other] = [await table.queue(1), await table.queue(2)];
  await table.clock.pass(SECOND);
  return { one, other, battleId: one.last("MATCH_FOUND")?.battleId ?? "" };
}

describe("after a match", () => {
  it("players who have come are let go", async () => {
    const { one, other, battleId } = await match();
    await table.clock.pass(60 * SECOND);
    expect(one.all("QUEUE_JOINED")).toHaveLength(1);
    expect(other.all("QUEUE_LEFT")).toEqual([]);
    expect(table.store.battles.get(battleId)?.over).toBe(false);
    expect(table.clock.timers).toBe(0);
  });

  it("the one who came goes back to the head, with the wait so far; the other does not", async () => {
    await table.queue(9, 5000);
    const { one, other, battleId } = await match();
    await table.queue(8, 9000);
    await table.clock.pass(CONFIRM - 100);
    table.store.end(battleId, [userOf(2)]);
    await table.clock.pass(2 * SECOND);
    expect(other.last("QUEUE_JOINED")).toMatchObject({ position: 2, waiting: 3 });
    expect(other.last("QUEUE_JOINED")?.waited).toBeGreaterThanOrEqual(16);
    expect(one.last("QUEUE_LEFT")).toMatchObject({ reason: "expired" });
    const fresh = await table.queue(3);
    await table.clock.pass(SECOND);
    expect(other.all("MATCH_FOUND")).toHaveLength(2);
    expect(fresh.last("MATCH_FOUND")).toBeDefined();
  });

  it("the one who came goes back although the news of it are late", async () => {
    const { other, battleId } = await match();
    await table.clock.pass(CONFIRM + 3 * SECOND);
    table.store.end(battleId, [userOf(2)]);
    await table.clock.pass(3 * SECOND);
    expect(other.last("QUEUE_JOINED")?.waited).toBeGreaterThanOrEqual(19);
  });

  it("the one who came goes back although the database was away for a while", async () => {
    const { other, battleId } = await match();
    await table.clock.pass(CONFIRM - SECOND);
    table.store.end(battleId, [userOf(2)]);
    table.store.failure = () => "before";
    await table.clock.pass(3 * SECOND);
    table.store.failure = () => null;
    await table.clock.pass(5 * SECOND);
    expect(other.all("QUEUE_JOINED").at(-1)?.waited).toBeGreaterThanOrEqual(16);
  });

  it("the one who came and left this page keeps the place for a join", async () => {
    const { other, battleId } = await match();
    table.close(other);
    await table.clock.pass(CONFIRM);
    table.store.end(battleId, [userOf(2)]);
    await table.clock.pass(10 * SECOND);
    const again = await table.queue(2);
    expect(again.last("QUEUE_JOINED")?.waited).toBeGreaterThanOrEqual(25);
  });

  it("a player may say that no place is wanted back", async () => {
    const { other, battleId } = await match();
    await table.leave(other);
    expect(other.last("QUEUE_LEFT")).toMatchObject({ reason: "left" });
    table.store.end(battleId, [userOf(2)]);
    await table.clock.pass(60 * SECOND);
    expect(other.all("QUEUE_JOINED")).toHaveLength(1);
  });

  it("a player whose battle was short may queue again", async () => {
    const { one, battleId } = await match();
    await table.clock.pass(5 * SECOND);
    table.store.end(battleId);
    await table.join(one);
    expect(one.last("QUEUE_JOINED")).toMatchObject({ position: 1, waited: 0 });
    await table.clock.pass(60 * SECOND);
    expect(one.all("QUEUE_LEFT")).toEqual([]);
    expect(table.store.claims()).toHaveLength(1);
  });

  it("the same two do not meet again while anybody else waits", async () => {
    const { one, other, battleId } = await match();
    table.store.end(battleId);
    await table.queue(9, 5000);
    await table.join(one);
    await table.join(other);
    await table.clock.pass(30 * SECOND);
    expect(one.all("MATCH_FOUND")).toHaveLength(1);
  });

  it("the same two do meet again when nobody else does", async () => {
    const { one, other, battleId } = await match();
    table.store.end(battleId);
    await table.join(one);
    await table.join(other);
    await table.clock.pass(SECOND);
    expect(one.all("MATCH_FOUND")).toHaveLength(2);
  });
});
