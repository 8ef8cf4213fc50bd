import type { Answer } from "../durable/outbox.ts";
import type { RoomStorage } from "../durable/storage.ts";
import type { Socket } from "./players/connections.ts";

/** Everything a room does to the world. */
export interface RoomDeps {
  storage: RoomStorage;
  ticketSecret: string;
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls back in so many milliseconds, if the room is in memory then. */
  after(milliseconds: number, task: () => void): void;
  random(bytes: number): Uint8Array;
  /** The connections that are open, those from before the room lost its memory too. */
  sockets(): Iterable<Socket>;
  /** Delivers a signed event to Supabase and gives the answer. */
  post(id: string, body: string): Promise<Answer>;
  log(event: string, fields: Record<string, unknown>): void;
}
