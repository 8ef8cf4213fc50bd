import type { Seat } from "../../../functions/_shared/schema/ids.ts";
import type { ClientMessage } from "../../../functions/_shared/schema/protocol.ts";
import type { Live } from "../battle/live.ts";
import type { Context } from "../context.ts";
import type { Socket } from "../players/connections.ts";
import { RoomError } from "../players/frames.ts";

/** A client's message of one type. */
export type Message<Type extends ClientMessage["type"]> = Extract<ClientMessage, { type: Type }>;

/**
 * Who speaks, in a battle that is under way.
 *
 * @throws {RoomError} for everyone else, and before and after
 */
export function speaker({ state, connections, notes }: Context, socket: Socket): { seat: Seat; live: Live } {
  const seat = connections.seat(socket);
  if (seat === null) throw new RoomError("AUTH_FAILED", "Cannot play: the connection has no seat");
  if (notes.calledOff !== null || state.live?.simulator.ending) {
    throw new RoomError("BATTLE_ENDED", "Cannot play: the battle is over");
  }
  if (!state.live) throw new RoomError("BATTLE_NOT_STARTED", "Cannot play: the battle has not started");
  return { seat, live: state.live };
}

/**
 * Checks that a message is about the open request.
 *
 * @throws {RoomError} `STALE_REQUEST`
 */
export function requireOpen({ simulator }: Live, rqid: number): void {
  if (rqid === simulator.round) return;
  throw new RoomError("STALE_REQUEST", `Cannot answer request ${rqid}: ${simulator.round} is open`);
}
