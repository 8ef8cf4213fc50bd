import type { Report } from "../durable/outbox.ts";
import type { Timing } from "./battle/clock.ts";
import type { Live } from "./battle/live.ts";
import type { Audience } from "./battle/simulator.ts";
import { timingOf } from "./battle/timing.ts";
import type { Connections } from "./players/connections.ts";
import type { Delay } from "./players/delay.ts";
import type { Presence } from "./players/presence.ts";
import type { Notes } from "./storage/notes.ts";
import type { RoomState } from "./storage/state.ts";

/** What everything that happens in a battle works with. */
export interface Context {
  state: RoomState;
  connections: Connections;
  presence: Presence;
  notes: Notes;
  /** Holds lines back from spectators; `null` where they see the battle as it is. */
  delay: Delay | null;
  ticketSecret: string;
  /** Milliseconds since the epoch. */
  now(): number;
  /** Random bytes as hexadecimal text. */
  random(bytes: number): string;
  log(event: string, fields: Record<string, unknown>): void;
  /**
   * Writes to storage. What is sent after it leaves once the write is durable.
   *
   * @throws {RoomError} `STORE_UNAVAILABLE`; the room has forgotten then what storage does not have
   */
  store(values: Record<string, unknown>, report?: Report): Promise<void>;
  /** Writes to storage within moments: for an input that has no effect yet. `done` is told whether it is stored. */
  storeSoon(values: Record<string, unknown>, done: (stored: boolean) => void): void;
  /** Has the log's old lines in memory when it returns, as far as the audience reads behind `since`. */
  recall(live: Live, audience: Audience, since: number): Promise<void>;
}

/** The time of the open round. */
export function timing(context: Pick<Context, "state" | "presence">, live: Live): Timing {
  return timingOf(context.state.battle, live, context.presence.credit);
}
