import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type FakeSocket, LobbyTable } from "../../harness/lobby.ts";
import { userOf } from "../../harness/lobby-store.ts";

const PLAYERS = 8;
const ratings = [1000, 1020, 1080, 1150, 1300, 1500, 1900, 2600];

type Step =
  | { do: "open" | "close" | "join" | "leave"; player: number }
  | { do: "pass"; milliseconds: number }
  | { do: "end"; present: boolean }
  | { do: "fail"; when: "before" | "after" | null }
  /** From now on the database answers so much later. */
  | { do: "delay"; milliseconds: number };

const player = fc.integer({ min: 0, max: PLAYERS - 1 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constantFrom("open", "join", "join", "leave", "close"), player }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant("pass"), milliseconds: fc.integer({ min: 0, max: 9000 }) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("end"), present: fc.boolean() }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("fail"), when: fc.constantFrom(null, null, "before", "after") }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant("delay"), milliseconds: fc.integer({ min: 0, max: 6000 }) }),
  },
) as fc.Arbitrary<Step>;

/** Plays the steps, and checks after each what must hold whatever happens. */
async function play(steps: readonly Step[]): Promise<{ table: LobbyTable; tabs: FakeSocket[][] }> {
  const table = new LobbyTable();
  const tabs: FakeSocket[][] = Array.from({ length: PLAYERS }, () => []);
  for (const next of steps) {
    if ("player" in next) {
      const mine = tabs[next.player] ?? [];
      const tab = mine.at(-1);
      if (next.do === "open") mine.push(await table.visit(next.player));
      else if (next.do === "join") {
        if (tab) await table.join(tab);
        else mine.push(await table.queue(next.player, ratings[next.player]));
      } else if (tab && next.do === "leave") await table.leave(tab);
      else if (tab) {
        table.close(tab);
        mine.pop();
      }
    } else if (next.do === "pass") await table.clock.pass(next.milliseconds);
    else if (next.do === "fail") table.store.failure = () => next.when;
    else if (next.do === "delay") {
      table.store.delay = () => new Promise((resolve) => table.clock.after(next.milliseconds, resolve));
    } else {
      const [battleId, battle] = [...table.store.battles].find(([, { over }]) => !over) ?? [];
      if (battleId) table.store.end(battleId, next.present ? [battle?.p1 ?? ""] : []);
    }
    holds(table);
  }
  table.store.failure = () => null;
  table.store.delay = () => null;
  return { table, tabs };
}

/** Longer than any attempt, check, place or claim lasts. */
const LONG = 180_000;

function closeAll(table: LobbyTable, tabs: readonly FakeSocket[][]): void {
  for (const tab of tabs.flat()) table.close(tab);
}

/** Whether the tab was told last that its user waits. */
function waits(tab: FakeSocket): boolean {
  const standing = ["QUEUE_JOINED", "QUEUE_LEFT", "MATCH_FOUND"];
  return tab.heard.findLast(({ type }) => standing.includes(type))?.type === "QUEUE_JOINED";
}

function holds(table: LobbyTable): void {
  const playing = [...table.store.battles.values()]
    .filter(({ over }) => !over)
    .flatMap(({ p1, p2 }) => [p1, p2]);
  expect(new Set(playing).size).toBe(playing.length);
  for (const { p1, p2 } of table.store.battles.values()) expect(p1).not.toBe(p2);
  expect(table.logged.filter(({ event }) => event === "message.failed" || event === "check.failed")).toEqual(
    [],
  );
}

describe("a lobby in which anything may happen", () => {
  it("plays no user twice at a time, leaves no claim behind, and rests when everybody has gone", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 80 }), async (steps) => {
        const { table, tabs } = await play(steps);
        closeAll(table, tabs);
        await table.clock.pass(LONG);
        const waiting = [...table.store.rows].filter(
          ([, row]) => row.battleId === null && row.claim !== null,
        );
        expect(waiting.filter(([, row]) => row.expiresAt > table.clock.now())).toEqual([]);
        expect(table.clock.timers).toBe(0);
      }),
      { numRuns: 150 },
    );
  });

  it("has told everybody truly whether they wait, once all is quiet", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 80 }), async (steps) => {
        const { table, tabs } = await play(steps);
        await table.clock.pass(LONG);
        for (const [number, mine] of tabs.entries()) {
          const row = table.store.rows.get(userOf(number));
          const held = row !== undefined && row.battleId === null && row.claim !== null;
          for (const tab of mine) expect(waits(tab)).toBe(held && row.expiresAt > table.clock.now());
        }
      }),
      { numRuns: 150 },
    );
  });

  it("queues whoever comes next, whatever happened before", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const { table, tabs } = await play(steps);
        closeAll(table, tabs);
        // A pair that is on its way to the database still makes a battle, which has its end like the others.
        await table.clock.pass(LONG);
        for (const battleId of table.store.battles.keys()) table.store.end(battleId);
        await table.clock.pass(LONG);
        const one = await table.queue(1);
        const other = await table.queue(2);
        await table.clock.pass(1000);
        expect(one.last("MATCH_FOUND")?.battleId).toBe(other.last("MATCH_FOUND")?.battleId);
        expect(table.store.rows.get(userOf(1))?.battleId).toBe(one.last("MATCH_FOUND")?.battleId);
      }),
      { numRuns: 60 },
    );
  });
});
