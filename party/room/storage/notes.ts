import * as z from "zod";
import { Seat } from "../../../functions/_shared/schema/ids.ts";

export const NOTES_KEY = "notes";

const NotesRecord = z.strictObject({
  /** Who offers a draw, and in which round: an offer lapses with it. */
  draw: z.strictObject({ seat: Seat, round: z.int() }).nullable(),
  /** Who wants the clocks stopped. */
  timerOff: z.array(Seat),
  /** When the battle was called off: its players did not come, or it could not start. Milliseconds since the epoch. */
  calledOff: z.int().nullable(),
  /** Why the battle cannot be played on, as Supabase was told. */
  failure: z.string().nullable(),
});
type NotesRecord = z.infer<typeof NotesRecord>;

/** What a room keeps in mind of its battle beside the inputs: offers, wishes, and why it will not be played. Whoever changes it stores `values()` with it. */
export class Notes {
  #record: NotesRecord;

  /** @param stored what was kept under `NOTES_KEY` */
  constructor(stored: unknown) {
    const empty: NotesRecord = { draw: null, timerOff: [], calledOff: null, failure: null };
    this.#record = stored === undefined ? empty : NotesRecord.parse(stored);
  }

  values(): Record<string, unknown> {
    return { [NOTES_KEY]: this.#record };
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

  get failure(): string | null {
    return this.#record.failure;
  }

  set failure(reason: string) {
    this.#record = { ...this.#record, failure: reason };
  }
}
