import type { BattleInput } from "../../../functions/_shared/schema/inputs.ts";
import type { CreateBattle } from "../../../functions/_shared/schema/rooms.ts";
import type { StartInput } from "../storage/input-log.ts";
import { type ClockState, clockAfter, startClock } from "./clock.ts";
import { Simulator, type Verdict } from "./simulator.ts";

/** A battle under way or over. */
export interface Live {
  simulator: Simulator;
  start: StartInput;
  /** Inputs so far, the start included. */
  inputs: number;
  clock: ClockState;
  endedAt: number | null;
  saved: Saved;
  /** The first chunks of the log, so many, that the simulator was restored without: it has what came later itself. */
  forgotten: number;
  /** Inputs that are known to be stored outside of the room too. */
  streamed: number;
}

/** What of a battle lies in storage beside its inputs. */
export interface Saved {
  /** Chunks of the log, and the lines and commands in them. */
  chunks: number;
  printed: number;
  commands: number;
  /** The round of the last snapshot. */
  round: number;
}

export const NOTHING_SAVED: Saved = { chunks: 0, printed: 0, commands: 0, round: 0 };

/** Begins a battle from its first input. */
export function begin(battle: CreateBattle, start: StartInput): Live {
  const { seed, players, at } = start;
  const simulator = new Simulator({ format: battle.format, seed, players }, at);
  const clock = startClock(at, battle.rules.clock !== null);
  return {
    simulator,
    start,
    inputs: 1,
    clock,
    endedAt: null,
    saved: NOTHING_SAVED,
    forgotten: 0,
    streamed: 0,
  };
}

/**
 * Plays an input, the first time and on a rebuild alike: what a battle is follows from its inputs.
 *
 * A refused input has changed nothing but, after an unavailable choice, the request. After one that failed nothing is
 * left to play but `void`.
 */
export function apply(live: Live, input: BattleInput): Verdict {
  const { simulator } = live;
  const { round } = simulator;
  const verdict = act(live, input);
  if (!verdict.accepted) return verdict;
  const advanced = simulator.round > round;
  live.inputs += 1;
  live.clock = clockAfter(live.clock, input, advanced);
  if (simulator.ending && live.endedAt === null) live.endedAt = input.at;
  return { accepted: true, advanced };
}

const DONE: Verdict = { accepted: true, advanced: false };

function act({ simulator }: Live, input: BattleInput): Verdict {
  if (simulator.ending && input.kind !== "chat") return refused("Cannot play on: the battle is over");
  switch (input.kind) {
    case "start":
      return refused("Cannot start a battle that has started");
    case "choice":
      return simulator.choose(input.seat, input.choice, input.at, input.auto === true);
    case "undo":
      return simulator.undo(input.seat) ? DONE : refused("Cannot take back the choice");
    case "chat":
      simulator.chat(input.seat, input.text, input.at);
      return DONE;
    case "timer":
      simulator.note(
        input.on ? "|inactive|The clocks are on." : "|inactiveoff|The clocks are off.",
        input.at,
      );
      return DONE;
    case "loss":
      simulator.lose(input.seat, input.reason, input.at);
      return DONE;
    case "draw":
      simulator.draw(input.at);
      return DONE;
    case "void":
      simulator.abort(input.reason, input.at);
      return DONE;
  }
}

function refused(message: string): Verdict {
  return { accepted: false, kind: "refused", message };
}
