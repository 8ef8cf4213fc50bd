import { type Guest, Refused } from "./api.ts";
import { LobbyMessage, type Seat } from "./messages.ts";
import { Wire } from "./wire.ts";

export interface Found {
  battleId: string;
  seat: Seat;
  ticket: string;
  /** Closes the lobby: not before the battle has begun. */
  leave(): void;
}

/** Queues for a rated battle until one is found; comes back when the lobby breaks. */
export function findBattle(guest: Guest, format: string, faults: string[]): Promise<Found> {
  return new Promise((resolve) => {
    let gone = false;
    let attempt = 0;
    let wire: Wire;
    const joinQueue = () => wire.send({ type: "JOIN_QUEUE", format });
    const again = () => setTimeout(() => !gone && joinQueue(), 500);
    const leave = () => {
      gone = true;
      wire.close();
    };
    // The lobby broke before it could tell of the match: the way into it is the way back.
    const goOn = async (battleId: string) => {
      guest.played.add(battleId);
      try {
        const { seat, ticket } = await guest.createRoom({ battle_id: battleId });
        resolve({ battleId, seat, ticket, leave });
      } catch (error) {
        if (error instanceof Refused && error.code === "CONFLICT") return again();
        faults.push(`the way back to ${battleId}: ${error}`);
      }
    };
    const received = (text: string) => {
      const { success, data, error } = LobbyMessage.safeParse(JSON.parse(text));
      if (!success) return faults.push(`not on the page: ${error.message} in ${text}`);
      attempt = 0;
      if (data.type === "AUTHENTICATED") {
        if (data.userId !== guest.id) faults.push("the lobby takes the guest for somebody else");
        // Who is queued or matched already is told so right behind; then this is refused, which is harmless.
        return joinQueue();
      }
      if (data.type === "QUEUE_LEFT") return joinQueue();
      if (data.type === "MATCH_FOUND") {
        // The lobby tells of the last match again for a while, even when its battle is over.
        if (guest.played.has(data.battleId)) return;
        guest.played.add(data.battleId);
        return resolve({ battleId: data.battleId, seat: data.seat, ticket: data.ticket, leave });
      }
      if (data.type !== "ERROR" || data.code === "ALREADY_IN_QUEUE") return;
      if (data.code === "ALREADY_IN_BATTLE") {
        const { battleId } = data;
        // The last rated battle may not be counted yet.
        return battleId === undefined || guest.played.has(battleId) ? again() : void goOn(battleId);
      }
      if (data.code === "STORE_UNAVAILABLE") return again();
      faults.push(`lobby: ${data.code}: ${data.message}`);
    };
    const connect = () => {
      if (gone) return;
      wire = new Wire(guest.socketUrl("lobby", format), {
        opened: () => wire.send({ type: "AUTHENTICATE", v: 1, token: guest.token }),
        received,
        closed: () => {
          setTimeout(connect, Math.min(2_000, 100 * 2 ** attempt));
          attempt += 1;
        },
      });
    };
    connect();
  });
}
