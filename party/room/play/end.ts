import { Act } from "../act.ts";
import type { Socket } from "../connections.ts";
import { isBehind } from "../messages.ts";
import type { Table } from "../table.ts";
import { otherSeat } from "../timing.ts";
import { speaker } from "./message.ts";

/** Gives the battle up. */
export async function forfeit(table: Table, socket: Socket): Promise<void> {
  const { seat, live } = speaker(table, socket);
  const act = new Act(table, live);
  act.play({ kind: "loss", at: table.now(), seat, reason: "forfeit" });
  await act.finish();
}

/** Offers a draw, or accepts the opponent's offer. */
export async function offerDraw(table: Table, socket: Socket): Promise<void> {
  const { seat, live } = speaker(table, socket);
  const { desk, connections } = table;
  const { round } = live.simulator;
  const offered = desk.draw(round);
  if (offered === seat) return;
  if (offered === otherSeat(seat)) {
    const act = new Act(table, live);
    act.play({ kind: "draw", at: table.now() });
    return await act.finish();
  }
  desk.offerDraw(seat, round);
  await table.store(desk.values());
  connections.publish((audience) => (isBehind(table, audience) ? null : { type: "DRAW_OFFERED", seat }));
}
