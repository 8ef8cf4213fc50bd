import type { Seat } from "../../../functions/_shared/schema/ids.ts";
import type { BattleInput } from "../../../functions/_shared/schema/inputs.ts";
import type { Clocks } from "../../../functions/_shared/schema/protocol.ts";
import type { ClockSettings } from "../../../functions/_shared/schema/rules.ts";

/** What a battle's inputs tell of its clocks. All moments in milliseconds since the epoch. */
export interface ClockState {
  on: boolean;
  /** When the open round began. */
  roundAt: number;
  /** When each seat chose in the open round. */
  chosenAt: Record<Seat, number | null>;
  /** The bank that each seat has spent in rounds before this one, in milliseconds. */
  spent: Record<Seat, number>;
  /** Automatic choices in a row. */
  automatic: Record<Seat, number>;
}

export function startClock(at: number, on: boolean): ClockState {
  return {
    on,
    roundAt: at,
    chosenAt: { p1: null, p2: null },
    spent: { p1: 0, p2: 0 },
    automatic: { p1: 0, p2: 0 },
  };
}

/** The clocks after an input. @param advanced whether the input closed the round */
export function clockAfter(clock: ClockState, input: BattleInput, advanced: boolean): ClockState {
  let next = clock;
  if (input.kind === "timer") next = { ...next, on: input.on, roundAt: input.at };
  if (input.kind === "choice") {
    const automatic = input.auto ? next.automatic[input.seat] + 1 : 0;
    next = {
      ...next,
      chosenAt: { ...next.chosenAt, [input.seat]: input.at },
      automatic: { ...next.automatic, [input.seat]: automatic },
    };
  }
  if (input.kind === "undo") next = { ...next, chosenAt: { ...next.chosenAt, [input.seat]: null } };
  if (!advanced) return next;
  const spent = (seat: Seat) => {
    const chosenAt = next.chosenAt[seat];
    return next.spent[seat] + (next.on && chosenAt !== null ? Math.max(0, chosenAt - next.roundAt) : 0);
  };
  return {
    ...next,
    roundAt: input.at,
    chosenAt: { p1: null, p2: null },
    spent: { p1: spent("p1"), p2: spent("p2") },
  };
}

/** Time that is given back because the room was not there: the round's clocks start anew. */
export interface Credit {
  round: number;
  /** When the round's clocks started anew. */
  at: number;
  /** Of each seat's bank, what was not its player's to spend, in milliseconds, all rounds together. */
  returned: Record<Seat, number>;
}

/** What a seat is asked for. */
export type Question = "turn" | "preview";

/** All that the time of a battle's open round follows from. */
export interface Timing {
  clock: ClockState;
  settings: ClockSettings;
  credit: Credit | null;
  round: number;
  /** `null` where nothing is asked, and where a bot answers. */
  asked: Record<Seat, Question | null>;
}

/** When a seat's time for the open round is over. Moments in milliseconds since the epoch. */
export interface SeatTime {
  /** When the player is to be warned; `null` where the whole time is too short for it. */
  warningAt: number | null;
  endAt: number;
  /** Whether the seat has lost then, its bank being empty. */
  fatal: boolean;
}

/** The time of a seat that has a choice to make; `null` when it has none, or no clocks run. */
export function seatTime(timing: Timing, seat: Seat): SeatTime | null {
  const { clock, settings } = timing;
  const asked = timing.asked[seat];
  if (!clock.on || asked === null || clock.chosenAt[seat] !== null) return null;
  const from = startOf(timing);
  const turnEnd = from + settings[asked] * 1000;
  const bank = bankAt(timing, seat, from);
  const bankEnd = bank === null ? Number.POSITIVE_INFINITY : from + bank;
  const endAt = Math.min(turnEnd, bankEnd);
  const warningAt = endAt - settings.warning * 1000;
  return { warningAt: warningAt > from ? warningAt : null, endAt, fatal: bankEnd <= turnEnd };
}

/**
 * The clocks as an audience sees them. Whether the opponent has chosen is not theirs to know, so that its clock
 * seems to run on.
 */
export function clocksOf(timing: Timing, viewer: Seat | "spectator", now: number): Clocks {
  if (!timing.clock.on) return null;
  const of = (seat: Seat) => {
    const asked = timing.asked[seat];
    const from = startOf(timing);
    const chosenAt = seat === viewer ? timing.clock.chosenAt[seat] : null;
    const bank = bankAt(timing, seat, asked === null ? from : (chosenAt ?? now));
    return {
      turn: asked === null ? null : wholeSeconds(from + timing.settings[asked] * 1000 - now),
      bank: bank === null ? null : wholeSeconds(bank),
    };
  };
  return { p1: of("p1"), p2: of("p2") };
}

/** The credit after the round's clocks start anew at a moment. */
export function creditAt(timing: Timing, at: number): Credit {
  const { clock, credit, round } = timing;
  const lost = Math.max(0, at - startOf(timing));
  const returned = (seat: Seat) =>
    (credit?.returned[seat] ?? 0) + (clock.on && clock.chosenAt[seat] === null ? lost : 0);
  return { round, at, returned: { p1: returned("p1"), p2: returned("p2") } };
}

/** Whole seconds that are left, rounded up: 0 is over. */
export function wholeSeconds(milliseconds: number): number {
  return Math.max(0, Math.ceil(milliseconds / 1000));
}

function startOf({ clock, credit, round }: Timing): number {
  return credit?.round === round ? Math.max(clock.roundAt, credit.at) : clock.roundAt;
}

/** What a seat's bank holds at a moment of the open round, in milliseconds. */
function bankAt(timing: Timing, seat: Seat, at: number): number | null {
  const { clock, settings, credit } = timing;
  if (settings.bank === null) return null;
  const credited = credit?.returned[seat] ?? 0;
  const open = Math.max(0, at - clock.roundAt);
  return settings.bank * 1000 + credited - clock.spent[seat] - open;
}
