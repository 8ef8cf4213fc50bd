import type { Deadlines } from "../../durable/deadlines.ts";
import type { Context } from "../context.ts";
import { CONFIRM } from "../lifecycle.ts";
import { isBehind } from "../messages.ts";

/** Notices which players came and went, and tells everybody else. */
export async function attend(context: Context): Promise<void> {
  const { state, presence, connections, now } = context;
  const { battle, live } = state;
  if (!live || live.simulator.ending) return;
  const { changes, stale } = presence.compare(battle, connections, now());
  if (!stale) return;
  await context.store(presence.values());
  for (const { seat, gone } of changes) {
    connections.publish((audience) => {
      if (audience === seat || isBehind(context, audience)) return null;
      return gone
        ? { type: "OPPONENT_DISCONNECTED", seat, timeout: battle.rules.reconnect }
        : { type: "OPPONENT_RECONNECTED", seat };
    });
  }
}

/** Gives time back where the room was not there for its players: to be called when it comes back without connections. */
export async function recover(context: Context, deadlines: Deadlines): Promise<void> {
  const { state, presence, now, log } = context;
  const { battle, live } = state;
  const down = await deadlines.missed();
  if (live) {
    if (live.simulator.ending || !presence.recover(battle, live, now(), down)) return;
    await context.store(presence.values());
    log("room.recovered", { round: live.simulator.round });
    return;
  }
  const confirm = await deadlines.at(CONFIRM);
  if (!down || confirm === null || battle.rules.confirm === null) return;
  await deadlines.set(CONFIRM, Math.max(confirm, now() + battle.rules.confirm * 1000));
}
