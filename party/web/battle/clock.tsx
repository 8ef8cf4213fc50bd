import type { Seat } from "../../../functions/_shared/schema/ids.ts";
import { clockText, useNow } from "../ui/time.tsx";
import type { BattleState } from "./state.ts";

interface ClockProps {
  clocks: NonNullable<BattleState["clocks"]>;
  seat: Seat;
  name: string;
  /** The player has chosen: the clock stands. */
  stopped: boolean;
}

/** When little time is left. */
const SHORT = 10;

/** A player's clock: the room says what is left, and it counts down from there. Nothing is read out. */
export function Clock({ clocks, seat, name, stopped }: ClockProps) {
  const reading = clocks.reading[seat];
  const runs = reading.turn !== null && !stopped;
  const time = useNow(runs);
  if (reading.turn === null && reading.bank === null) return null;
  const passed = runs ? (time - clocks.at) / 1000 : 0;
  const turn = reading.turn === null || stopped ? null : reading.turn - passed;
  const bank = reading.bank === null ? null : reading.bank - passed;
  const least = Math.min(turn ?? Number.POSITIVE_INFINITY, bank ?? Number.POSITIVE_INFINITY);
  return (
    <span
      class={runs && least <= SHORT ? "clock short" : "clock"}
      role="timer"
      aria-live="off"
      aria-label={`Time of ${name}`}
    >
      {turn !== null && <span>{clockText(turn)}</span>}
      {bank !== null && <span class="muted small">{clockText(bank)} in all</span>}
    </span>
  );
}
