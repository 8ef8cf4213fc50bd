import { describe, expect, test } from "vitest";
import { BattleEvent } from "../../../functions/_shared/schema/events.ts";
import { outboxEntry } from "../../../party/durable/outbox.ts";
import { writeReport } from "../../../party/room/reports/reports.ts";
import { SNAPSHOT_KEY } from "../../../party/room/storage/snapshot.ts";
import { loadState } from "../../../party/room/storage/state.ts";
import { StoredBattle } from "../../harness/live.ts";

const ROUNDS = 400;

/** A battle that was played to its end. @param pause milliseconds between rounds: snapshots are taken where there are some */
async function ended(format: string, seed: string, pause: number): Promise<StoredBattle> {
  const battle = await StoredBattle.open({ format, seed });
  for (let round = 0; round < ROUNDS && !battle.live.simulator.ending; round += 1)
    await battle.round(seed, pause);
  return battle;
}

const faintLines = (battle: StoredBattle) =>
  battle.live.simulator.lines("spectator").filter((line) => line.startsWith("|faint|"));

describe("what the simulator knows of the faints", () => {
  test.each([
    ["gen1randombattle", "1,2,3,4"],
    ["gen4randombattle", "1,2,3,5"],
    ["gen9randombattle", "1,2,3,6"],
    ["gen9randomdoublesbattle", "1,2,3,7"],
  ])("is recorded for each line of a battle of %s, in their order", async (format, seed) => {
    const battle = await ended(format, seed, 1);
    const { faints } = battle.live.simulator;
    expect(faints.length).toBeGreaterThan(3);
    expect(faints.map(({ victim }) => [victim.seat, victim.nickname])).toEqual(
      faintLines(battle).map((line) => [line.slice(7, 9), line.slice(line.indexOf(": ") + 2)]),
    );
    expect(faints.every(({ cause }) => cause !== "unknown")).toBe(true);
  });

  test.each([
    ["the battle was played without a stop", 1, false],
    ["it was restored from its snapshots", 1_000, false],
    ["its snapshot is lost and its inputs are played again", 1_000, true],
  ])("is the same in a room that lost its memory, when %s", async (_, pause, loses) => {
    const battle = await ended("gen9randombattle", "5,2,3,4", pause);
    if (loses) await battle.storage.delete(SNAPSHOT_KEY);
    const restored = await battle.reload();
    expect(JSON.stringify(restored.simulator.faints)).toBe(JSON.stringify(battle.live.simulator.faints));
  });

  test("is reported with the end, by a restored room too", async () => {
    const battle = await ended("gen9randombattle", "6,2,3,4", 1_000);
    const state = await loadState(battle.storage, () => undefined);
    if (!state) throw new Error("The battle was to be stored");
    const entry = outboxEntry(battle.battle.battleId, { kind: "battle.completed", at: battle.now });
    const event = BattleEvent.parse(await writeReport(entry, state, battle.storage));
    expect(event).toMatchObject({ faints: battle.live.simulator.faints });
  });
});

describe("poison of Toxic Spikes", () => {
  const PACKED = {
    p1: "Layer|forretress||sturdy|toxicspikes,splash|||||||]Other|magikarp||swiftswim|splash|||||||",
    p2: "Dummy|shedinja||wonderguard|splash|||||||]Victim|happiny||naturalcure|splash||||||1|",
  };

  /** p1's first Pokémon lays them and leaves; p2's second one comes in upon them, and stays until it faints. */
  async function poisoned(restores: boolean): Promise<StoredBattle> {
    const battle = await StoredBattle.open({ format: "gen9customgame", seed: "1,2,3,4" }, PACKED);
    const both = async (p1: string, p2: string) => {
      battle.now += 1_000;
      for (const [seat, choice] of Object.entries({ p1, p2 }) as ["p1" | "p2", string][]) {
        const verdict = await battle.play({ kind: "choice", at: battle.now, seat, choice });
        if (!verdict.accepted) throw new Error(verdict.message);
      }
      if (restores) battle.live = await battle.reload();
    };
    await both("team 12", "team 12");
    await both("move 1", "move 1");
    await both("switch 2", "move 1");
    await both("move 1", "switch 2");
    for (let turn = 0; turn < 12 && battle.live.simulator.faints.length === 0; turn += 1)
      await both("move 1", "move 1");
    return battle;
  }

  test.each([
    ["", false],
    [", in a room that is restored after every round", true],
  ])("is credited to who laid them, not to who stands opposite%s", async (_, restores) => {
    const battle = await poisoned(restores);
    expect(battle.live.simulator.faints).toMatchObject([
      {
        victim: { nickname: "Victim" },
        cause: "status",
        source: "Poison",
        by: { seat: "p1", nickname: "Layer", place: 0 },
      },
    ]);
  });
});
