import * as z from "zod";
import { Seat } from "../../functions/_shared/schema/ids.ts";

export const DESK_KEY = "desk";

const DeskRecord = z.strictObject({
  /** Who offers a draw, and in which round: an offer lapses with it. */
  draw: z.strictObject({ seat: Seat, round: z.int() }).nullable(),
  /** Who wants the clocks stopped. */
  timerOff: z.array(Seat),
  /** When the battle was called off because its players did not come; milliseconds since the epoch. */
  calledOff: z.int().nullable(),
  /** Whether Supabase was told that the room cannot go on. */
  failed: z.boolean(),
});
type DeskRecord = z.infer<typeof DeskRecord>;

/** What is on a battle's table beside the battle. Whoever changes it stores `values()` with it. */
export class Desk {
  #record: DeskRecord;

  /** @param stored what was kept under `DESK_KEY` */
  constructor(stored: unknown) {
    const empty: DeskRecord = { draw: null, timerOff: [], calledOff: null, failed: false };
    this.#record = stored === undefined ? empty : DeskRecord.parse(stored);
  }

  values(): Record<string, unknown> {
    return { [DESK_KEY]: this.#record };
  }

  /** Who offers a draw in the round. */
  draw(round: number): Seat | null {
    const { draw } = this.#record;
    return draw?.round === round ? draw.seat : null;
  }

  offerDraw(seat: Seat, round: number): void {
    this.#record = { ...this.#record, draw: { seat, round } };
  }

  get timerOff(): readonly Seat[] {
    return this.#record.timerOff;
  }

  set timerOff(seats: readonly Seat[]) {
    this.#record = { ...this.#record, timerOff: [...seats] };
  }

  get calledOff(): number | null {
    return this.#record.calledOff;
  }

  set calledOff(at: number) {
    this.#record = { ...this.#record, calledOff: at };
  }

  get failed(): boolean {
    return this.#record.failed;
  }

  set failed(failed: boolean) {
    this.#record = { ...this.#record, failed };
  }
}
