import * as z from "zod";
import { type BattleId, Seat } from "../../../functions/_shared/schema/ids.ts";

const Seated = z.object({ seat: Seat, session: z.string() });
/** A seat and the session that brings its player back to it. */
export type Seated = z.infer<typeof Seated>;

/** Where a seat is kept between reloads of one tab. */
export interface SeatStore {
  get(): Seated | null;
  set(seated: Seated | null): void;
}

/**
 * Keeps a user's seat in the tab: nothing is left when the tab closes, and who signs in after another does not
 * inherit it.
 */
export function tabSeats(battleId: BattleId, userId: string | null): SeatStore {
  const key = `plateau:seat:${battleId}:${userId}`;
  if (userId === null) return { get: () => null, set: () => {} };
  return {
    get: () => readSeated(sessionStorage.getItem(key)),
    set: (seated) => {
      if (seated === null) sessionStorage.removeItem(key);
      else sessionStorage.setItem(key, JSON.stringify(seated));
    },
  };
}

function readSeated(text: string | null): Seated | null {
  if (text === null) return null;
  try {
    return Seated.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    // Not ours: the seat is taken with a ticket.
    return null;
  }
}
