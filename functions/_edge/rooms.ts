import { sign } from "../_shared/auth/signature.ts";
import { ErrorBody } from "../_shared/schema/http.ts";
import type { BattleId } from "../_shared/schema/ids.ts";
import type { CreateBattle, Invalidate } from "../_shared/schema/rooms.ts";

const TIMEOUT_MS = 5000;

/** What a room made of a command; `unreachable` when it did not answer, or could not. */
export type RoomAnswer =
  | { kind: "accepted" }
  | { kind: "refused"; status: number; message: string }
  | { kind: "unreachable"; message: string };

/** The room server, as functions speak to it. */
export interface Rooms {
  create(command: CreateBattle): Promise<RoomAnswer>;
  /** Hints that views have changed; never throws. */
  invalidate(tags: string[]): Promise<RoomAnswer>;
  /** The battle's page: live, and its replay afterwards. */
  page(battle: BattleId): string;
  /** The battle's WebSocket address. */
  socket(battle: BattleId): string;
}

export interface RoomsOptions {
  url: string;
  secrets: readonly string[];
  fetch: typeof fetch;
  now: () => number;
}

export function connectRooms({ url, secrets, fetch, now }: RoomsOptions): Rooms {
  const post = async (path: string, command: CreateBattle | Invalidate): Promise<RoomAnswer> => {
    const body = JSON.stringify(command);
    let response: Response;
    let text: string;
    try {
      response = await fetch(`${url}${path}`, {
        method: "POST",
        headers: { "content-type": "application/json", ...sign(body, secrets, crypto.randomUUID(), now()) },
        body,
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      text = await response.text();
    } catch (error) {
      return { kind: "unreachable", message: error instanceof Error ? error.message : String(error) };
    }
    if (response.ok) return { kind: "accepted" };
    const message = refusalOf(text) ?? `The room answered ${response.status}`;
    const { status } = response;
    return status === 400 || status === 409
      ? { kind: "refused", status, message }
      : { kind: "unreachable", message };
  };
  return {
    create: (command) => post(`/parties/battle/${command.battleId}`, command),
    invalidate: (tags) => post("/parties/league/all", { type: "INVALIDATE", v: 1, tags }),
    page: (battle) => `${url}/battle/${battle}`,
    socket: (battle) => `${url.replace(/^http/, "ws")}/parties/battle/${battle}`,
  };
}

function refusalOf(text: string): string | null {
  try {
    const { message, fields = [] } = ErrorBody.parse(JSON.parse(text)).error;
    return [message, ...fields.map((field) => `${field.path} ${field.message}`)].join("; ");
  } catch {
    // Not the room's own words: the status has to do.
    return null;
  }
}
