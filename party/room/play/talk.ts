import { cleanChat } from "../../../functions/_shared/battle/name.ts";
import { Seat } from "../../../functions/_shared/schema/ids.ts";
import { Act } from "../act.ts";
import type { Socket } from "../connections.ts";
import { RoomError } from "../frames.ts";
import type { Live } from "../live.ts";
import { isBehind } from "../messages.ts";
import { BOT_SEAT } from "../practice.ts";
import type { Table } from "../table.ts";
import { type Message, speaker } from "./message.ts";

/** Says something, for all to read and for the replay. */
export async function chat(table: Table, socket: Socket, message: Message<"CHAT">): Promise<void> {
  const { seat, live } = speaker(table, socket);
  const text = cleanChat(message.text);
  if (text === "") throw new RoomError("INVALID_MESSAGE", "Cannot say it: there is nothing to read in it");
  const act = new Act(table, live);
  act.play({ kind: "chat", at: table.now(), seat, text });
  await act.finish();
}

/** Starts the clocks, as either player may, or stops them once both want it. */
export async function timer(table: Table, socket: Socket, { on }: Message<"TIMER">): Promise<void> {
  const { seat, live } = speaker(table, socket);
  const { battle } = table.state;
  if (!on && !battle.rules.casual) {
    throw new RoomError("TIMER_REQUIRED", "Cannot stop the clocks: the battle is played by the clock");
  }
  const wishes = new Set(table.desk.timerOff);
  if (on) wishes.delete(seat);
  else wishes.add(seat);
  if (!on && battle.bot !== null) wishes.add(BOT_SEAT);
  const agreed = on || Seat.options.every((player) => wishes.has(player));
  table.desk.timerOff = agreed && on !== live.clock.on ? [] : [...wishes].sort();
  if (agreed && on !== live.clock.on) await turnTimer(table, live, on);
  else await table.store(table.desk.values());
  table.connections.publish((audience) =>
    isBehind(table, audience) ? null : { type: "TIMER", on: live.clock.on, off: [...table.desk.timerOff] },
  );
}

async function turnTimer(table: Table, live: Live, on: boolean): Promise<void> {
  const act = new Act(table, live);
  act.play({ kind: "timer", at: table.now(), on });
  await act.finish(table.desk.values());
}
