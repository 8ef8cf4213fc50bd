import type { ClientMessage } from "../../functions/_shared/schema/protocol.ts";
import type { Context } from "./context.ts";
import { forfeit, offerDraw } from "./play/end.ts";
import { join, rejoin } from "./play/join.ts";
import { move, undo } from "./play/move.ts";
import { chat, timer } from "./play/talk.ts";
import type { Socket } from "./players/connections.ts";
import { RoomError } from "./players/frames.ts";

/**
 * Handles one message of the protocol, apart from PING. Everything that it changes is stored before anyone hears of it.
 *
 * @throws {RoomError} to tell the client why it was refused
 */
export async function play(
  context: Context,
  socket: Socket,
  message: Exclude<ClientMessage, { type: "PING" }>,
): Promise<void> {
  const { battle, trouble } = context.state;
  if (message.battleId !== battle.battleId) {
    throw new RoomError("BATTLE_NOT_FOUND", `Cannot find the battle '${message.battleId}' in this room`);
  }
  if (trouble?.kind === "foreign") {
    throw new RoomError("VERSION_MISMATCH", `Cannot go on with the battle: ${trouble.reason}`, false);
  }
  if (trouble) {
    // What is wrong may quote what is secret, and helps no player.
    throw new RoomError("STORE_UNAVAILABLE", "Cannot go on with the battle: it cannot be rebuilt", false);
  }
  switch (message.type) {
    case "JOIN":
      return await join(context, socket, message);
    case "REJOIN":
      return await rejoin(context, socket, message);
    case "MOVE":
      return await move(context, socket, message);
    case "UNDO":
      return await undo(context, socket, message);
    case "FORFEIT":
      return await forfeit(context, socket);
    case "OFFER_DRAW":
      return await offerDraw(context, socket);
    case "CHAT":
      return await chat(context, socket, message);
    case "TIMER":
      return await timer(context, socket, message);
  }
}
