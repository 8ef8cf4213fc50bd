import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Guest } from "../e2e/protocol/api.ts";
import { Chance } from "../e2e/protocol/chance.ts";
import { randomChoice } from "../e2e/protocol/choices.ts";
import { BattleClient } from "../e2e/protocol/client.ts";
import type { Seat } from "../e2e/protocol/messages.ts";
import { family } from "../harness/processes.ts";
import { startTestStack, type TestStack } from "../harness/stack.ts";

/** Milliseconds between two rounds: long enough for a snapshot of each. */
const PAUSE = 450;

let stack: TestStack;
let database: pg.Client;
beforeAll(async () => {
  stack = await startTestStack();
  database = new pg.Client(stack.urls.database);
  await database.connect();
});
afterAll(async () => {
  await database?.end();
  await stack?.end();
});

/** Kills the room server and all that it runs; done when it is back. */
async function killRooms(): Promise<void> {
  const before = stack.parts.rooms?.pid ?? 0;
  for (const { pid } of await family(before)) process.kill(pid, "SIGKILL");
  await expect.poll(() => stack.parts.rooms?.pid, { timeout: 30_000 }).not.toBe(before);
}

test("a battle that goes on after its room was killed is told whole to who comes later, and reported at once", async () => {
  const [ann, ben] = await Promise.all([
    Guest.signIn(stack.urls.rooms, "Ann"),
    Guest.signIn(stack.urls.rooms, "Ben"),
  ]);
  const mine = await ann.createRoom({ format: "gen9randombattle", clock: "none" });
  const theirs = await ben.createRoom({ battle_id: mine.battle_id });
  const battleId = mine.battle_id;
  // The last round that is played before something happens.
  let last = 4;
  const player = (guest: Guest, seat: Seat, first: string) => {
    const chance = new Chance(`restored ${seat}`);
    let ticket: string | null = first;
    return new BattleClient({
      ...{ url: guest.socketUrl("battle", battleId), battleId, seat, forgetful: false },
      ticket: async () => {
        const given = ticket;
        ticket = null;
        return given;
      },
      shared: () => false,
      asked: (client, request) => {
        if (request.rqid <= last)
          setTimeout(
            () => client.view.wanted === request && client.move(randomChoice(request, chance, "numbers")),
            PAUSE,
          );
      },
      told: () => undefined,
    });
  };
  const p1 = player(ann, "p1", mine.ticket);
  const p2 = player(ben, "p2", theirs.ticket);
  await expect.poll(() => p1.view.request?.rqid, { timeout: 30_000 }).toBe(last + 1);
  await killRooms();
  last += 4;
  await Promise.all([p1.resync(), p2.resync()]);
  await expect.poll(() => p1.view.request?.rqid, { timeout: 30_000 }).toBe(last + 1);

  const spectator = new BattleClient({
    ...{ url: ann.socketUrl("battle", battleId), battleId, seat: "p1", forgetful: false },
    ...{ ticket: async () => null, shared: () => true, asked: () => undefined, told: () => undefined },
  });
  await expect.poll(() => spectator.view.log.have, { timeout: 10_000 }).toBeGreaterThan(20);
  expect(spectator.view.counts).toEqual({});
  p2.say("FORFEIT");
  await p1.over;
  // Before the mend this took about a minute.
  await expect
    .poll(
      async () =>
        (await database.query("select status from battles where id = $1", [battleId])).rows[0]?.status,
      {
        timeout: 10_000,
      },
    )
    .toBe("completed");
  for (const client of [p1, p2, spectator]) client.leave(true);
  expect([p1, p2, spectator].flatMap(({ view }) => view.faults)).toEqual([]);
});
