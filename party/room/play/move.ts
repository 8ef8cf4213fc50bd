import { formatChoice, parseChoice } from "../../../functions/_shared/battle/choice.ts";
import type { Seat } from "../../../functions/_shared/schema/ids.ts";
import type { Live } from "../battle/live.ts";
import type { Verdict } from "../battle/simulator.ts";
import type { Context } from "../context.ts";
import { battleUpdate } from "../messages.ts";
import type { Socket } from "../players/connections.ts";
import { RoomError } from "../players/frames.ts";
import { Transaction } from "../transaction.ts";
import { type Message, requireOpen, speaker } from "./message.ts";

/** Chooses for the open request. The choice that closes the round is answered by what comes of it. */
export async function move(context: Context, socket: Socket, message: Message<"MOVE">): Promise<void> {
  const { seat, live } = speaker(context, socket);
  const { simulator } = live;
  requireOpen(live, message.rqid);
  if (!simulator.request(seat) || simulator.request(seat)?.wait) {
    throw new RoomError("NOT_YOUR_TURN", "Cannot choose: it is your opponent's turn");
  }
  const parsed = parseChoice(message.choice);
  if (!parsed) throw new RoomError("INVALID_MOVE", "Cannot read the choice: it does not follow the grammar");
  const choice = formatChoice(parsed);
  const made = simulator.choice(seat);
  if (made === choice) return acknowledge(context, live, seat, choice);
  if (made !== null) throw new RoomError("NOT_YOUR_TURN", `Cannot choose again: you chose '${made}'`);

  const transaction = new Transaction(context, live);
  const verdict = transaction.play({ kind: "choice", at: context.now(), seat, choice });
  if (!verdict.accepted) throw refusal(context, seat, live, verdict);
  // Requests are what limits the answers to them.
  context.connections.excuse(socket);
  if (verdict.advanced) return await transaction.commit();
  context.storeSoon(transaction.values, (stored) => {
    if (stored) acknowledge(context, live, seat, choice);
    else context.connections.refuse(socket, new RoomError("STORE_UNAVAILABLE", "Cannot store the choice"));
  });
}

/** Takes a choice back, while the opponent's is awaited. */
export async function undo(context: Context, socket: Socket, message: Message<"UNDO">): Promise<void> {
  const { seat, live } = speaker(context, socket);
  requireOpen(live, message.rqid);
  const transaction = new Transaction(context, live);
  const verdict = transaction.play({ kind: "undo", at: context.now(), seat });
  if (!verdict.accepted) throw new RoomError("CANNOT_UNDO", verdict.message);
  await context.store(transaction.values);
  tellChoice(context, seat, message.rqid, null);
}

/** Says that the choice is stored, unless something else has been said of it meanwhile. */
function acknowledge(context: Context, { simulator }: Live, seat: Seat, choice: string): void {
  if (simulator.choice(seat) === choice) tellChoice(context, seat, simulator.round, choice);
}

function tellChoice({ connections }: Context, seat: Seat, rqid: number, choice: string | null): void {
  connections.publish((audience) => (audience === seat ? { type: "CHOICE", rqid, choice } : null));
}

/** The simulator's refusal; the updated request goes ahead of it, when there is one. */
function refusal(
  context: Context,
  seat: Seat,
  live: Live,
  { kind, message }: Extract<Verdict, { accepted: false }>,
): RoomError {
  if (kind === "unavailable") {
    const update = battleUpdate(context, live, seat, live.simulator.seq(seat));
    context.connections.publish((audience) => (audience === seat ? update : null));
  }
  return new RoomError("INVALID_MOVE", message);
}
