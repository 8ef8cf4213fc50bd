import { SNAPSHOT_KEY } from "../../party/room/storage/snapshot.ts";
import { StoredBattle } from "../harness/live.ts";
import type { Bench, Figure } from "./figure.ts";

const TURNS = [5, 50, 500];
const REPEATS = 40;
const REPLAYS = 5;
const GOAL_MS = 5;
/** How much slower the latest turn may be than the earliest, for restoring to count as flat. */
const GOAL_FLAT = 1.5;
/** Whole teams, for what a snapshot holds. */
const TEAM = [
  "chansey||leftovers|naturalcure|softboiled,seismictoss,healbell,protect||252,,252,,,|||||",
  "skarmory||leftovers|sturdy|roost,drillpeck,protect,toxic||252,,252,,,|||||",
  "vaporeon||leftovers|waterabsorb|wish,protect,surf,healbell||252,,252,,,|||||",
  "slowbro||leftovers|regenerator|slackoff,surf,protect,amnesia||252,,252,,,|||||",
  "clefable||leftovers|magicguard|softboiled,seismictoss,protect,cosmicpower||252,,252,,,|||||",
  "umbreon||leftovers|synchronize|wish,protect,foulplay,healbell||252,,252,,,|||||",
].join("]");

/**
 * Milliseconds in which a room without memory has its battle again, from a snapshot and what came after it, against
 * playing all of its inputs again. Players take their time, so that every round has its snapshot.
 */
export const bench: Bench = { name: "room.restore", run };

async function run(): Promise<Figure[]> {
  const battle = await StoredBattle.open(
    { format: "gen7anythinggoes", seed: "1,2,3,4" },
    { p1: TEAM, p2: TEAM },
  );
  const figures: Figure[] = [];
  for (const turn of TURNS) {
    await playTo(battle, turn);
    const restored = await median(REPEATS, () => battle.reload());
    const snapshot = await battle.storage.get<unknown>(SNAPSHOT_KEY);
    await battle.storage.delete(SNAPSHOT_KEY);
    const replayed = await median(REPLAYS, () => battle.reload());
    await battle.storage.put({ [SNAPSHOT_KEY]: snapshot });
    figures.push({
      ...{ name: `${bench.name}.turn${turn}`, value: restored, unit: "ms", baseline: replayed },
      ...{ ratio: restored / replayed, goal: `value < ${GOAL_MS}`, met: restored < GOAL_MS },
    });
  }
  const value = figures.at(-1)?.value ?? Number.NaN;
  const baseline = figures[0]?.value ?? Number.NaN;
  const ratio = value / baseline;
  const flat = { name: `${bench.name}.flat`, value, unit: "ms", baseline, ratio };
  return [...figures, { ...flat, goal: `≤ ${GOAL_FLAT}`, met: ratio <= GOAL_FLAT }];
}

async function playTo(battle: StoredBattle, turn: number): Promise<void> {
  while (battle.live.simulator.turn < turn) {
    if (battle.live.simulator.ending) throw new Error(`Cannot measure: the battle ended before turn ${turn}`);
    battle.now += 1_000;
    for (const seat of ["p1", "p2"] as const) {
      const { round, turn: played } = battle.live.simulator;
      // Everyone comes and goes; nobody is hurt, so that the battle lasts.
      const choice = round === 1 ? "team 123456" : `switch ${2 + ((played + (seat === "p1" ? 0 : 2)) % 5)}`;
      await battle.play({ kind: "choice", at: battle.now, seat, choice });
    }
  }
}

async function median(repeats: number, task: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    const began = performance.now();
    await task();
    times.push(performance.now() - began);
  }
  return times.sort((a, b) => a - b)[Math.floor(repeats / 2)] ?? Number.NaN;
}
