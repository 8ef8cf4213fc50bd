import type { BattleEvent } from "../../../functions/_shared/schema/events.ts";
import type { OutboxEntry } from "../../durable/outbox.ts";
import type { RoomStorage } from "../../durable/storage.ts";
import type { Live } from "../battle/live.ts";
import { SIM_VERSION } from "../battle/simulator.ts";
import { recall } from "../storage/history.ts";
import type { RoomState } from "../storage/state.ts";

const REASON_LIMIT = 300;

/** Writes the event that an outbox entry stands for. The same entry gives the same event, on a rebuilt room too. */
export async function writeReport(
  { id, report }: OutboxEntry,
  state: RoomState,
  storage: RoomStorage,
): Promise<BattleEvent> {
  const { correlationId: correlation_id, battleId: battle_id } = state.battle;
  const event = {
    ...({ v: 1, id } as const),
    ...{ occurred_at: new Date(report.at).toISOString(), correlation_id, battle_id },
  };
  switch (report.kind) {
    case "battle.abandoned":
      return { kind: report.kind, ...event, present: report.present };
    case "battle.failed":
      return { kind: report.kind, ...event, reason: oneLine(report.reason) };
    case "battle.started": {
      const { p1, p2 } = played(id, state).start.players;
      const players = { p1: p1.name, p2: p2.name };
      return { kind: report.kind, ...event, sim_version: SIM_VERSION, players };
    }
    case "battle.completed": {
      const live = played(id, state);
      const { simulator } = live;
      if (!simulator.ending) throw new Error(`Cannot report ${id}: the battle is not over`);
      await recall(storage, live);
      return {
        ...{ kind: report.kind, ...event, sim_version: SIM_VERSION, turns: simulator.turn },
        ...{ end_type: simulator.ending.reason, winner: simulator.ending.winner },
        ...{ log: simulator.lines("spectator").join("\n"), input_log: [...simulator.commands()] },
        faints: [...simulator.faints],
      };
    }
  }
}

function played(id: string, { live, trouble }: RoomState): Live {
  if (live) return live;
  throw new Error(`Cannot report ${id}: ${trouble?.reason ?? "the battle has not started"}`);
}

/** A reason may be an error's message, with whatever it quotes. */
function oneLine(text: string): string {
  return (
    text
      .slice(0, REASON_LIMIT)
      .replace(/[\p{Cc}\p{Cs}]+/gu, " ")
      .trim() || "unknown"
  );
}
