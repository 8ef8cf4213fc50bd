import { cleanChat } from "../../../functions/_shared/battle/name.ts";
import { Seat } from "../../../functions/_shared/schema/ids.ts";
import type { Live } from "../battle/live.ts";
import { BOT_SEAT } from "../bot/practice.ts";
import type { Context } from "../context.ts";
import { isBehind } from "../messages.ts";
import type { Socket } from "../players/connections.ts";
import { RoomError } from "../players/frames.ts";
import { Transaction } from "../transaction.ts";
import { type Message, speaker } from "./message.ts";

/** Says something, for all to read and for the replay. */
export async function chat(context: Context, socket: Socket, message: Message<"CHAT">): Promise<void> {
  const { seat, live } = speaker(context, socket);
  const text = cleanChat(message.text);
  if (text === "") throw new RoomError("INVALID_MESSAGE", "Cannot say it: there is nothing to read in it");
  const transaction = new Transaction(context, live);
  transaction.play({ kind: "chat", at: context.now(), seat, text });
  await transaction.commit();
}

/** Starts the clocks, as either player may, or stops them once both want it. */
export async function timer(context: Context, socket: Socket, { on }: Message<"TIMER">): Promise<void> {
  const { seat, live } = speaker(context, socket);
  const { battle } = context.state;
  if (!on && !battle.rules.casual) {
    throw new RoomError("TIMER_REQUIRED", "Cannot stop the clocks: the battle is played by the clock");
  }
  const wishes = new Set(context.notes.timerOff);
  if (on) wishes.delete(seat);
  else wishes.add(seat);
  if (!on && battle.bot !== null) wishes.add(BOT_SEAT);
  const agreed = on || Seat.options.every((player) => wishes.has(player));
  context.notes.timerOff = agreed && on !== live.clock.on ? [] : [...wishes].sort();
  if (agreed && on !== live.clock.on) await turnTimer(context, live, on);
  else await context.store(context.notes.values());
  context.connections.publish((audience) =>
    isBehind(context, audience)
      ? null
      : { type: "TIMER", on: live.clock.on, off: [...context.notes.timerOff] },
  );
}

async function turnTimer(context: Context, live: Live, on: boolean): Promise<void> {
  const transaction = new Transaction(context, live);
  transaction.play({ kind: "timer", at: context.now(), on });
  await transaction.commit(context.notes.values());
}
