import * as z from "zod";
import { cleanName } from "../../../functions/_shared/battle/name.ts";
import { Seat, UserId } from "../../../functions/_shared/schema/ids.ts";
import type { CreateBattle, TicketClaims } from "../../../functions/_shared/schema/rooms.ts";
import type { BotStrength } from "../../../functions/_shared/schema/rules.ts";
import { RoomError } from "./frames.ts";

/** A seat that a user took, as it is stored. */
export const SeatRecord = z.strictObject({
  user: UserId,
  name: z.string(),
  /** Brings the user back on any connection. */
  session: z.string(),
  /** Packed and validated; `null` where the format draws teams. */
  team: z.string().nullable(),
  /** The tickets that were used, and when. */
  tickets: z.record(z.string(), z.int()),
});
export type SeatRecord = z.infer<typeof SeatRecord>;

/** How long a used ticket is remembered, in milliseconds: far longer than a ticket lives. */
const TICKET_MEMORY = 3_600_000;

/** The name of a practice battle's bot. */
export function botName(strength: BotStrength): string {
  return `Practice bot (${strength})`;
}

export function seatKey(seat: Seat): string {
  return `seat:${seat}`;
}

/** The two seats of a battle: who may sit there, and who does. */
export class Seats {
  readonly #assigned: CreateBattle["seats"];
  readonly #taken: Record<Seat, SeatRecord | null>;

  constructor(assigned: CreateBattle["seats"], taken: Record<Seat, SeatRecord | null>) {
    this.#assigned = assigned;
    this.#taken = { ...taken };
  }

  get(seat: Seat): SeatRecord | null {
    return this.#taken[seat];
  }

  /** The name shown for a seat, before the battle settles both; `null` for an open seat. */
  name(seat: Seat): string | null {
    const name = this.#taken[seat]?.name ?? this.#assigned[seat]?.name;
    return name === undefined ? null : cleanName(name) || null;
  }

  /** The seat that a session belongs to. */
  bySession(session: string): Seat | null {
    for (const seat of Seat.options) {
      if (this.#taken[seat]?.session === session) return seat;
    }
    return null;
  }

  /**
   * Checks that a ticket gives its user the seat.
   *
   * @throws {RoomError} `AUTH_FAILED`
   */
  admit(claims: TicketClaims): void {
    const other = claims.seat === "p1" ? "p2" : "p1";
    const holder = this.#taken[claims.seat]?.user ?? this.#assigned[claims.seat]?.userId;
    if (holder !== undefined && holder !== claims.sub) {
      throw new RoomError("AUTH_FAILED", `Cannot take seat ${claims.seat}: it belongs to someone else`);
    }
    if ((this.#taken[other]?.user ?? this.#assigned[other]?.userId) === claims.sub) {
      throw new RoomError("AUTH_FAILED", `Cannot take seat ${claims.seat}: you have the other one`);
    }
    if (this.#taken[claims.seat]?.tickets[claims.jti] !== undefined) {
      throw new RoomError("AUTH_FAILED", "Cannot use the ticket: it was used before");
    }
  }

  /**
   * The record of the seat once the ticket's user has taken it, or come back to it, for the caller to store.
   *
   * @param session is used when the seat was not taken yet
   */
  seated(claims: TicketClaims, team: string | null, session: string, now: number): SeatRecord {
    const before = this.#taken[claims.seat];
    const remembered = Object.entries(before?.tickets ?? {}).filter(([, at]) => at > now - TICKET_MEMORY);
    return {
      user: claims.sub,
      name: cleanName(this.#assigned[claims.seat]?.name ?? claims.name) || "Player",
      session: before?.session ?? session,
      team: team ?? before?.team ?? null,
      tickets: { ...Object.fromEntries(remembered), [claims.jti]: now },
    };
  }

  set(seat: Seat, record: SeatRecord): void {
    this.#taken[seat] = record;
  }
}
