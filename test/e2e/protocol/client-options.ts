import type { BattleClient } from "./client.ts";
import type { RoomMessage, Seat } from "./messages.ts";
import type { Request } from "./request.ts";

export interface ClientOptions {
  url: string;
  battleId: string;
  seat: Seat;
  /** A ticket for the seat; `null` once the battle is over. */
  ticket(): Promise<string | null>;
  /** A second tab starts with the session of the first. */
  session?: string;
  /** Where the format wants one; when the first is refused, the next is sent with the same ticket. */
  teams?: string[];
  /** Whether it forgets all on each new connection and asks for the whole log again. */
  forgetful: boolean;
  /** Whether choices of the seat may change without this client: then some refusals are no fault. */
  shared(): boolean;
  /** A choice is wanted. */
  asked(client: BattleClient, request: Request): void;
  /** A message was read. */
  told(client: BattleClient, message: RoomMessage): void;
}
