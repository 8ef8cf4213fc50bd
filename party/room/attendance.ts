import { CONFIRM } from "./calling.ts";
import type { Deadlines } from "./deadlines.ts";
import { isBehind } from "./messages.ts";
import type { Table } from "./table.ts";

/** Notices which players came and went, and tells everybody else. */
export async function attend(table: Table): Promise<void> {
  const { state, presence, connections, now } = table;
  const { battle, live } = state;
  if (!live || live.simulator.ending) return;
  const { changes, stale } = presence.compare(battle, connections, now());
  if (!stale) return;
  await table.store(presence.values());
  for (const { seat, gone } of changes) {
    connections.publish((audience) => {
      if (audience === seat || isBehind(table, audience)) return null;
      return gone
        ? { type: "OPPONENT_DISCONNECTED", seat, timeout: battle.rules.reconnect }
        : { type: "OPPONENT_RECONNECTED", seat };
    });
  }
}

/** Gives time back after the room was not there for players who were. */
export async function recover(table: Table, deadlines: Deadlines): Promise<void> {
  const { state, presence, now, log } = table;
  const { battle, live, seats } = state;
  if (live) {
    if (live.simulator.ending || !presence.recover(battle, live, now())) return;
    await table.store(presence.values());
    log("room.recovered", { round: live.simulator.round });
    return;
  }
  const confirm = await deadlines.at(CONFIRM);
  if (confirm === null || battle.rules.confirm === null) return;
  if (seats.get("p1") === null && seats.get("p2") === null) return;
  await deadlines.set(CONFIRM, Math.max(confirm, now() + battle.rules.confirm * 1000));
}
