import { type Guest, Refused, type Room } from "./api.ts";
import type { Seat } from "./messages.ts";
import type { Plan } from "./plans.ts";
import { findBattle } from "./queue.ts";

export interface Place {
  guest: Guest;
  battleId: string;
  ticket: string;
}

export interface Meeting {
  p1: Place;
  p2: Place;
  /** Closes the connections to the lobby: not before the battle has begun. */
  leaveLobby(): void;
}

/** Lets one pair at a time into the lobby, so that it finds each other. */
export type Alone = <Value>(task: () => Promise<Value>) => Promise<Value>;

/** Two seats of one battle, by the lobby or by a link that one gives to the other. */
export function meet(
  plan: Plan,
  guests: readonly [Guest, Guest],
  alone: Alone,
  faults: string[],
): Promise<Meeting> {
  return plan.way === "lobby" ? meetInLobby(plan, guests, alone, faults) : challenge(plan, guests, faults);
}

async function challenge({ format, clock }: Plan, [host, guest]: readonly [Guest, Guest], faults: string[]) {
  const mine = await host.createRoom({ format, ...(clock === undefined ? {} : { clock }) });
  const theirs = await guest.createRoom({ battle_id: mine.battle_id });
  const right = mine.seat === "p1" && theirs.seat === "p2" && mine.format === format;
  if (!right) faults.push(`create-room gave ${mine.seat} and ${theirs.seat} of ${mine.format}`);
  if (mine.room_url !== host.socketUrl("battle", mine.battle_id)) faults.push(`room_url is ${mine.room_url}`);
  const place = (guest: Guest, { battle_id, ticket }: Room) => ({ guest, battleId: battle_id, ticket });
  return { p1: place(host, mine), p2: place(guest, theirs), leaveLobby: () => undefined };
}

async function meetInLobby(
  { format }: Plan,
  guests: readonly [Guest, Guest],
  alone: Alone,
  faults: string[],
): Promise<Meeting> {
  const found = await alone(() =>
    Promise.all(guests.map(async (guest) => ({ guest, ...(await findBattle(guest, format, faults)) }))),
  );
  const of = (seat: Seat) => {
    const place = found.find((one) => one.seat === seat);
    if (place === undefined) throw new Error(`Cannot find ${seat}: the lobby gave the other seat twice`);
    return place;
  };
  const [p1, p2] = [of("p1"), of("p2")];
  if (p1.battleId !== p2.battleId)
    throw new Error(`The lobby opened ${p1.battleId} and ${p2.battleId} for one pair`);
  return {
    p1,
    p2,
    leaveLobby() {
      for (const { leave } of found) leave();
    },
  };
}

export type Tickets = () => Promise<string | null>;

/** The first ticket, then those that `create-room` gives; `null` once the battle is over. */
export function tickets({ guest, battleId, ticket }: Place): Tickets {
  let first: string | null = ticket;
  return async () => {
    const given = first;
    first = null;
    if (given !== null) return given;
    try {
      return (await guest.createRoom({ battle_id: battleId })).ticket;
    } catch (error) {
      if (error instanceof Refused && error.code === "CONFLICT") return null;
      throw error;
    }
  };
}
