import type { BattleEvent } from "../../functions/_shared/schema/events.ts";
import type { OutboxEntry } from "./outbox.ts";
import { SIM_VERSION } from "./simulator.ts";
import type { RoomState } from "./state.ts";

/** Writes the event that an outbox entry stands for. The same entry gives the same event, on a rebuilt room too. */
export function writeReport(entry: OutboxEntry, { battle, live, foreign }: RoomState): BattleEvent {
  if (!live) {
    throw new Error(
      `Cannot report ${entry.id}: ${foreign ? `the simulator was ${foreign}` : "it has not started"}`,
    );
  }
  const event = {
    v: 1,
    id: entry.id,
    occurred_at: new Date(entry.at).toISOString(),
    correlation_id: battle.correlationId,
    battle_id: battle.battleId,
    sim_version: SIM_VERSION,
  } as const;
  if (entry.kind === "battle.started") {
    const { p1, p2 } = live.start.players;
    return { kind: "battle.started", ...event, players: { p1: p1.name, p2: p2.name } };
  }
  const { simulator } = live;
  if (!simulator.ending) throw new Error(`Cannot report ${entry.id}: the battle is not over`);
  return {
    kind: "battle.completed",
    ...event,
    end_type: simulator.ending.reason,
    winner: simulator.ending.winner,
    turns: simulator.turn,
    log: simulator.lines("spectator").join("\n"),
    input_log: [...simulator.inputLog],
  };
}
