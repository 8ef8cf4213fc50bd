import { otherSeat } from "../battle/timing.ts";
import type { Context } from "../context.ts";
import { isBehind } from "../messages.ts";
import type { Socket } from "../players/connections.ts";
import { Transaction } from "../transaction.ts";
import { speaker } from "./message.ts";

/** Gives the battle up. */
export async function forfeit(context: Context, socket: Socket): Promise<void> {
  const { seat, live } = speaker(context, socket);
  const transaction = new Transaction(context, live);
  transaction.play({ kind: "loss", at: context.now(), seat, reason: "forfeit" });
  await transaction.commit();
}

/** Offers a draw, or accepts the opponent's offer. */
export async function offerDraw(context: Context, socket: Socket): Promise<void> {
  const { seat, live } = speaker(context, socket);
  const { notes, connections } = context;
  const { round } = live.simulator;
  const offered = notes.draw(round);
  if (offered === seat) return;
  if (offered === otherSeat(seat)) {
    const transaction = new Transaction(context, live);
    transaction.play({ kind: "draw", at: context.now() });
    return await transaction.commit();
  }
  notes.offerDraw(seat, round);
  await context.store(notes.values());
  connections.publish((audience) => (isBehind(context, audience) ? null : { type: "DRAW_OFFERED", seat }));
}
