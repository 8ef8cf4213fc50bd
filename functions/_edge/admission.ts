import { issueTicket } from "../_shared/auth/ticket.ts";
import type { Seat, UserId } from "../_shared/schema/ids.ts";
import type { Battle } from "./store.ts";

export interface AdmissionDeps {
  ticketSecret: string;
  /** Milliseconds since the epoch. */
  now: () => number;
}

/** The user's seat in a battle, `null` where they have none. */
export function seatOf(battle: Battle, user: UserId): Seat | null {
  if (battle.p1_user === user) return "p1";
  return battle.p2_user === user ? "p2" : null;
}

/** Issues a fresh ticket for a seat to the user who has it; `null` when nobody has. */
export async function admit(battle: Battle, seat: Seat, deps: AdmissionDeps): Promise<string | null> {
  const sub = battle[`${seat}_user`];
  const name = battle[`${seat}_name`];
  if (!sub || !name) return null;
  const claims = { sub, battle: battle.id, seat, name, jti: crypto.randomUUID() };
  return await issueTicket(claims, deps.ticketSecret, { now: deps.now() });
}
