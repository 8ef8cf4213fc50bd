import * as z from "zod";
import { TrueFaint } from "../../../functions/_shared/schema/battle.ts";
import type { BattleInput } from "../../../functions/_shared/schema/inputs.ts";
import type { CreateBattle } from "../../../functions/_shared/schema/rooms.ts";
import type { ClockState } from "../battle/clock.ts";
import type { Live } from "../battle/live.ts";
import { SIM_VERSION, Simulator } from "../battle/simulator.ts";
import { unsavedHistory } from "./history.ts";
import type { StartInput } from "./input-log.ts";

export const SNAPSHOT_KEY = "snapshot";
/** Changes whenever what a snapshot holds does. */
const VERSION = 2;
/** Storage takes values of 128 KiB; the other fields are small, of which the faints take 300 bytes each at the most. */
const BATTLE_LIMIT = 116 * 1024;
/** Storage takes 128 keys at once. */
const CHUNK_COUNT_LIMIT = 100;

/** A round that was open for so long, in milliseconds, leaves time for a snapshot. */
const PAUSE = 250;
/** A battle that never pauses has one every so many rounds. */
const ROUNDS = 40;

const count = z.int().min(0);
const Version = z.object({ v: z.literal(VERSION), sim: z.literal(SIM_VERSION) });
const Snapshot = Version.extend({
  /** The battle is as it was after so many inputs. */
  inputs: count,
  streamed: count,
  clock: z.custom<ClockState>((value) => typeof value === "object" && value !== null),
  /** The chunks of the log that belong to it. */
  chunks: count,
  simulator: z.object({
    battle: z.instanceof(Uint8Array),
    printed: count,
    commands: count,
    seqs: z.object({ p1: count, p2: count, spectator: count }),
    faints: z.array(TrueFaint),
    turn: count,
    round: count,
  }),
});
type Snapshot = z.infer<typeof Snapshot>;

/** Whether a snapshot is to be taken ahead of an input: when a round's first choice comes, which nobody waits for. */
export function snapshotDue({ simulator, clock, saved }: Live, input: BattleInput): boolean {
  if (input.kind !== "choice" || simulator.ending) return false;
  if (simulator.choice("p1") !== null || simulator.choice("p2") !== null) return false;
  const rounds = simulator.round - saved.round;
  return rounds >= ROUNDS || (rounds > 0 && input.at - clock.roundAt >= PAUSE);
}

/**
 * Takes a snapshot of a battle between two rounds: what it needs to go on from there without its earlier inputs. What
 * was printed lies beside it, in chunks that are read when somebody asks for them.
 *
 * @returns the values to store, all together; `null` when the battle is too large
 */
export function takeSnapshot(live: Live): Record<string, unknown> | null {
  const { simulator, saved, inputs, streamed, clock } = live;
  const frozen = simulator.freeze();
  const battle = new TextEncoder().encode(frozen.battle);
  const history = unsavedHistory(live);
  const news = Object.keys(history).length;
  const { printed, commands, round } = frozen;
  if (battle.length > BATTLE_LIMIT || news > CHUNK_COUNT_LIMIT) {
    live.saved = { ...saved, round };
    return null;
  }
  live.saved = { chunks: saved.chunks + news, printed, commands, round };
  const { chunks } = live.saved;
  const snapshot: Snapshot = {
    ...{ v: VERSION, sim: SIM_VERSION, inputs, streamed, clock, chunks },
    simulator: { ...frozen, faints: [...frozen.faints], battle },
  };
  return { ...history, [SNAPSHOT_KEY]: snapshot };
}

/**
 * Restores a battle from its snapshot.
 *
 * @returns `null` when another release took it
 * @throws when it cannot be read
 */
export function restore(battle: CreateBattle, start: StartInput, stored: unknown): Live | null {
  if (!Version.safeParse(stored).success) return null;
  const { inputs, streamed, clock, chunks, simulator: frozen } = Snapshot.parse(stored);
  const { seed, players } = start;
  const text = new TextDecoder().decode(frozen.battle);
  const simulator = new Simulator({ format: battle.format, seed, players }, { ...frozen, battle: text });
  const { printed, commands, round } = frozen;
  const saved = { chunks, printed, commands, round };
  return { simulator, start, inputs, clock, endedAt: null, saved, forgotten: chunks, streamed };
}
