import type { UserId } from "../../functions/_shared/schema/ids.ts";
import type { Waiting } from "./pairing.ts";

/** A player who waits, as the database has it under the claim. */
export interface Entry extends Waiting {
  user: UserId;
  /** Names this entry to the database: what is said of another life of it changes nothing. */
  claim: string;
  name: string;
  rating: number;
  teamId: string | null;
  /** Packed and valid; `null` where the simulator draws teams. */
  team: string | null;
}
