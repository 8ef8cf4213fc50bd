import * as z from "zod";
import type { Seat } from "../../../functions/_shared/schema/ids.ts";
import type { CreateBattle } from "../../../functions/_shared/schema/rooms.ts";
import { type Credit, creditAt, wholeSeconds } from "../battle/clock.ts";
import type { Live } from "../battle/live.ts";
import { timingOf, userSeats } from "../battle/timing.ts";
import type { Connections } from "./connections.ts";

export const PRESENCE_KEY = "presence";

/** A battle that the room has failed is given up when nobody comes back to it for so long, in milliseconds. */
const FORSAKEN = 3_600_000;

/** A seat whose last connection is gone. */
const Absence = z.strictObject({
  /** In milliseconds since the epoch. */
  at: z.int(),
  /** The room lost the connection, not the player: no time to return runs. */
  ours: z.boolean(),
});
type Absence = z.infer<typeof Absence>;

/** Who is away since when, and what time is given back for the room's own absence, as it is stored. */
const PresenceRecord = z.strictObject({
  away: z.strictObject({ p1: Absence.nullable(), p2: Absence.nullable() }),
  credit: z
    .strictObject({
      round: z.int(),
      at: z.int(),
      returned: z.strictObject({ p1: z.number(), p2: z.number() }),
    })
    .nullable(),
});
type PresenceRecord = z.infer<typeof PresenceRecord>;

/** What a seat's coming or going means to the others. */
export interface Change {
  seat: Seat;
  gone: boolean;
}

/** Who of a battle's players is there. Whoever changes it stores `values()` with it. */
export class Presence {
  #record: PresenceRecord;

  /** @param stored what was kept under `PRESENCE_KEY` */
  constructor(stored: unknown) {
    const nobody: PresenceRecord = { away: { p1: null, p2: null }, credit: null };
    this.#record = stored === undefined ? nobody : PresenceRecord.parse(stored);
  }

  values(): Record<string, unknown> {
    return { [PRESENCE_KEY]: this.#record };
  }

  get credit(): Credit | null {
    return this.#record.credit;
  }

  /** Whether the seat's player is away, through whoever's fault. */
  away(seat: Seat): boolean {
    return this.#record.away[seat] !== null;
  }

  /** When the seat's time to return is over; `null` when none runs. */
  returnBy(seat: Seat, { rules }: CreateBattle): number | null {
    const absence = this.#record.away[seat];
    return absence && !absence.ours ? absence.at + rules.reconnect * 1000 : null;
  }

  /** When a battle to which nobody comes back is given up, whoever's fault that is; `null` while somebody is there. */
  forsakenBy(battle: CreateBattle): number | null {
    const absences = userSeats(battle).map((seat) => this.#record.away[seat]?.at ?? Number.POSITIVE_INFINITY);
    const last = Math.max(...absences);
    return Number.isFinite(last) ? last + FORSAKEN : null;
  }

  /** Seconds that are left to a seat to return; `null` when none run. */
  secondsLeft(seat: Seat, battle: CreateBattle, now: number): number | null {
    const by = this.returnBy(seat, battle);
    return by === null ? null : wholeSeconds(by - now);
  }

  /** Compares with the connections: the seats that others should hear of, and whether there is anything to store. */
  compare(
    battle: CreateBattle,
    connections: Connections,
    now: number,
  ): { changes: Change[]; stale: boolean } {
    const changes: Change[] = [];
    let stale = false;
    for (const seat of userSeats(battle)) {
      const absence = this.#record.away[seat];
      const there = connections.count(seat) > 0;
      if (there === (absence === null)) continue;
      this.#set(seat, there ? null : { at: now, ours: false });
      stale = true;
      if (!there || !absence?.ours) changes.push({ seat, gone: !there });
    }
    return { changes, stale };
  }

  /**
   * After a loss of memory without any connection left: a seat that was not away by itself has lost its connection
   * through the room, which gives time back to everyone.
   *
   * @param down whether the room is known to have been down, and not only out of memory
   * @returns whether there is anything to store
   */
  recover(battle: CreateBattle, live: Live, now: number, down: boolean): boolean {
    const seats = userSeats(battle);
    if (!down && seats.every((seat) => this.away(seat))) return false;
    for (const seat of seats) this.#set(seat, { at: now, ours: this.#record.away[seat]?.ours ?? true });
    this.#record = { ...this.#record, credit: creditAt(timingOf(battle, live, this.credit), now) };
    return true;
  }

  #set(seat: Seat, absence: Absence | null): void {
    this.#record = { ...this.#record, away: { ...this.#record.away, [seat]: absence } };
  }
}
