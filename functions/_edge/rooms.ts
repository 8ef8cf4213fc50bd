import { sign } from "../_shared/auth/signature.ts";
import { parseJson } from "../_shared/json.ts";
import { ErrorBody } from "../_shared/schema/http.ts";
import type { BattleId } from "../_shared/schema/ids.ts";
import {
  type CreateBattle,
  type Invalidate,
  LeagueStatus,
  type RoomState,
  RoomStatus,
} from "../_shared/schema/rooms.ts";
import type { Reconcile, ShowdownServerId } from "../_shared/schema/showdown.ts";
import { TeamVerdict, type ValidateTeam } from "../_shared/schema/teams.ts";

const TIMEOUT_MS = 5000;
/** Of what somebody waits for, who can do without it. */
const SHORT_TIMEOUT_MS = 2000;

const LEAGUE = "/parties/league/all";

/** Why a command was not carried out: the room would not (`refused`), or it did not answer, or could not (`unreachable`). */
export type Declined =
  | { kind: "refused"; status: number; code: string; message: string }
  | { kind: "unreachable"; message: string };

/** What a battle's room made of its opening: it has the battle, in that state. */
export type RoomAnswer = { kind: "accepted"; room: RoomState } | Declined;

/** The room server, as functions speak to it. */
export interface Rooms {
  create(command: CreateBattle): Promise<RoomAnswer>;
  /** Whether a team may be played; never throws. */
  validate(command: ValidateTeam): Promise<{ kind: "accepted"; verdict: TeamVerdict } | Declined>;
  /** Tells that views have changed, 50 at the most; never throws. */
  invalidate(tags: string[]): Promise<{ kind: "accepted" } | Declined>;
  /** Has the watcher of a Showdown server look again at what it watches; never throws. */
  reconcile(server: ShowdownServerId): Promise<{ kind: "accepted" } | Declined>;
  /** How the cache of views does; never throws. */
  status(): Promise<{ kind: "accepted"; status: LeagueStatus } | Declined>;
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
  const ask = async (
    method: "GET" | "POST",
    path: string,
    command: CreateBattle | Invalidate | Reconcile | ValidateTeam | null,
    timeout: number,
  ): Promise<{ kind: "accepted"; text: string } | Declined> => {
    const body = command === null ? "" : JSON.stringify(command);
    let response: Response;
    let text: string;
    try {
      response = await fetch(`${url}${path}`, {
        method,
        headers: { "content-type": "application/json", ...sign(body, secrets, crypto.randomUUID(), now()) },
        ...(command !== null && { body }),
        signal: AbortSignal.timeout(timeout),
      });
      text = await response.text();
    } catch (error) {
      return { kind: "unreachable", message: error instanceof Error ? error.message : String(error) };
    }
    return response.ok ? { kind: "accepted", text } : declined(response.status, text);
  };
  return {
    async create(command) {
      const answer = await ask("POST", `/parties/battle/${command.battleId}`, command, TIMEOUT_MS);
      if (answer.kind !== "accepted") return answer;
      const status = RoomStatus.safeParse(parseJson(answer.text));
      if (status.success) return { kind: "accepted", room: status.data.status };
      return { kind: "unreachable", message: "The answer does not tell the room's status" };
    },
    async validate(command) {
      const answer = await ask("POST", `/parties/teams/${command.format}`, command, TIMEOUT_MS);
      if (answer.kind !== "accepted") return answer;
      const verdict = TeamVerdict.safeParse(parseJson(answer.text));
      if (verdict.success) return { kind: "accepted", verdict: verdict.data };
      return { kind: "unreachable", message: "The answer is no verdict" };
    },
    async invalidate(tags) {
      const answer = await ask("POST", LEAGUE, { type: "INVALIDATE", v: 1, tags }, SHORT_TIMEOUT_MS);
      return answer.kind === "accepted" ? { kind: "accepted" } : answer;
    },
    async reconcile(server) {
      const command: Reconcile = { type: "RECONCILE", v: 1, server };
      const answer = await ask("POST", `/parties/showdown/${server}`, command, SHORT_TIMEOUT_MS);
      return answer.kind === "accepted" ? { kind: "accepted" } : answer;
    },
    async status() {
      const answer = await ask("GET", `${LEAGUE}/status`, null, SHORT_TIMEOUT_MS);
      if (answer.kind !== "accepted") return answer;
      const status = LeagueStatus.safeParse(parseJson(answer.text));
      if (status.success) return { kind: "accepted", status: status.data };
      return { kind: "unreachable", message: "The answer does not tell the cache's status" };
    },
    page: (battle) => `${url}/battle/${battle}`,
    socket: (battle) => `${url.replace(/^http/, "ws")}/parties/battle/${battle}`,
  };
}

function declined(status: number, text: string): Declined {
  const refusal = ErrorBody.safeParse(parseJson(text)).data?.error;
  // Not the room's own words: the status has to do.
  if (!refusal) return { kind: "unreachable", message: `The room answered ${status}` };
  const { code, fields = [] } = refusal;
  const message = [refusal.message, ...fields.map(({ path, message }) => `${path} ${message}`)].join("; ");
  return status === 400 || status === 409
    ? { kind: "refused", status, code, message }
    : { kind: "unreachable", message };
}
