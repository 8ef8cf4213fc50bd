import { randomUUID } from "node:crypto";
import { sign } from "../../functions/_shared/auth/signature.ts";
import { BattleCompleted } from "../../functions/_shared/schema/events.ts";

/** What a room says when its battle ends, but for what the test decides. */
export function battleCompleted(event: {
  battle_id: string;
  log: string;
  winner: "p1" | "p2" | null;
}): BattleCompleted {
  return BattleCompleted.parse({
    kind: "battle.completed",
    v: 1,
    id: `test-${randomUUID()}`,
    occurred_at: new Date().toISOString(),
    correlation_id: randomUUID(),
    sim_version: "0.10.11",
    end_type: event.winner === null ? "tie" : "win",
    turns: [...event.log.matchAll(/^\|turn\|\d+$/gm)].length,
    input_log: ['>start {"formatid":"gen9ou"}'],
    ...event,
  });
}

/** Posts an event to `battle-events`, signed as a room signs it; gives the answer's status. */
export async function deliver(apiUrl: string, secret: string, event: BattleCompleted): Promise<number> {
  const body = JSON.stringify(event);
  const response = await fetch(`${apiUrl}/functions/v1/battle-events`, {
    method: "POST",
    headers: { "content-type": "application/json", ...sign(body, [secret], event.id, Date.now()) },
    body,
  });
  await response.arrayBuffer();
  return response.status;
}
