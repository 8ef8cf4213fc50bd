import { expect, test } from "vitest";
import { BattleEvent } from "../../../functions/_shared/schema/events.ts";
import { outboxEntry, type Report } from "../../../party/durable/outbox.ts";
import { writeReport } from "../../../party/room/reports/reports.ts";
import { loadState } from "../../../party/room/storage/state.ts";
import { BEGAN, StoredBattle } from "../../harness/live.ts";

async function ended(): Promise<StoredBattle> {
  const battle = await StoredBattle.open({ format: "gen9randombattle", seed: "1,2,3,4" });
  for (let round = 0; round < 5; round += 1) await battle.round("reports", 1_000);
  await battle.play({ kind: "chat", at: battle.now, seat: "p1", text: "gg" });
  await battle.play({ kind: "loss", at: battle.now, seat: "p2", reason: "timeout" });
  return battle;
}

async function write({ battle, storage, live }: StoredBattle, report: Report, restored: boolean) {
  const state = await loadState(storage, () => undefined);
  if (!state) throw new Error("The battle was to be stored");
  const event = await writeReport(
    outboxEntry(battle.battleId, report),
    restored ? state : { ...state, live },
    storage,
  );
  return BattleEvent.parse(event);
}

test("the end is reported whole, by a room restored from a snapshot too", async () => {
  const battle = await ended();
  const report: Report = { kind: "battle.completed", at: battle.now };
  const event = await write(battle, report, false);
  expect(event).toMatchObject({
    id: `${battle.battle.battleId}.completed`,
    end_type: "timeout",
    winner: "p1",
    turns: battle.live.simulator.turn,
  });
  if (event.kind !== "battle.completed") throw new Error("The end was to be reported");
  expect(event.log.split("\n")).toEqual(battle.live.simulator.lines("spectator"));
  expect(event.log).toContain("|c|☆Ann|gg");
  expect(event.input_log[0]).toContain(">start");
  expect(event.input_log.at(-1)).toBe(">forcelose p2");
  expect(await write(battle, report, true)).toEqual(event);
});

test("the start names the players", async () => {
  const event = await write(await ended(), { kind: "battle.started", at: BEGAN }, true);
  expect(event).toMatchObject({ kind: "battle.started", players: { p1: "Ann", p2: "Ben" } });
});

test("a battle to which not both came is reported with who did", async () => {
  const event = await write(await ended(), { kind: "battle.abandoned", at: BEGAN, present: ["p2"] }, true);
  expect(event).toMatchObject({ kind: "battle.abandoned", present: ["p2"] });
});

test("why a battle cannot go on is told in one line of what a database takes", async () => {
  const reason = `Cannot\u0000 read\n${"😀".repeat(200)}`;
  const event = await write(await ended(), { kind: "battle.failed", at: BEGAN, reason }, true);
  expect(event).toMatchObject({ reason: expect.stringMatching(/^Cannot +read 😀+$/u) });
});
