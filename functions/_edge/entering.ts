import { friendlyRules } from "../_shared/battle/rules.ts";
import type { CreateRoomRequest, CreateRoomResponse } from "../_shared/schema/http.ts";
import type { BattleId, CorrelationId, MatchId } from "../_shared/schema/ids.ts";
import { type AdmissionDeps, admit, seatOf } from "./admission.ts";
import type { Caller } from "./auth.ts";
import type { KeepAlive } from "./background.ts";
import type { Log } from "./log.ts";
import { type OpeningDeps, openRoom } from "./opening.ts";
import { tellPages } from "./pages.ts";
import { Refusal, refusalOf } from "./respond.ts";
import type { Rooms } from "./rooms.ts";
import { type Battle, type Store, StoreError } from "./store.ts";

export interface EnteringDeps extends AdmissionDeps {
  store: OpeningDeps["store"] &
    Pick<
      Store,
      | "battle"
      | "coaches"
      | "openMatchBattle"
      | "openBattle"
      | "requestInvalidation"
      | "takeSeat"
      | "withdrawBattle"
    >;
  rooms: Pick<Rooms, "create" | "invalidate" | "socket">;
  keepAlive: KeepAlive;
  log: Log;
  newBattleId: (prefix: string) => BattleId;
  newCorrelationId: () => CorrelationId;
}

type OpenRequest = Extract<CreateRoomRequest, { format: unknown }>;

/**
 * Opens a battle's room, or the way into one that is open, and gives the caller a ticket for their seat.
 *
 * @throws {Refusal} when the caller may not, or there is no such battle, or no room for it
 */
export async function enterBattle(
  request: CreateRoomRequest,
  caller: Caller,
  deps: EnteringDeps,
): Promise<CreateRoomResponse> {
  const seed = "seed" in request ? request.seed : undefined;
  if (seed !== undefined && caller !== null) {
    throw new Refusal(403, "FORBIDDEN", "Cannot open the battle with a seed: only the service may choose it");
  }
  const battle = await open(request, caller, deps);
  await requireRoom(battle, { seed, isNew: "format" in request }, deps);
  const entry = await entryOf(battle, caller, deps);
  // Nobody waits for the hint. Of a battle that goes on, nothing has changed.
  if (battle.status === "waiting") deps.keepAlive(tellPages(["battles"], deps));
  return entry;
}

async function open(body: CreateRoomRequest, caller: Caller, deps: EnteringDeps): Promise<Battle> {
  try {
    if ("match_id" in body) return await openMatch(body.match_id, caller, deps);
    if ("format" in body) return await openFriendly(body, caller, deps);
    return await join(body.battle_id, caller, deps);
  } catch (error) {
    throw refusalOf(error);
  }
}

async function openMatch(matchId: MatchId, caller: Caller, deps: EnteringDeps): Promise<Battle> {
  const { store, newBattleId, newCorrelationId } = deps;
  if (caller !== null) {
    const coaches = await store.coaches(matchId);
    if (!coaches) throw new StoreError("not_found", `Cannot open a battle: there is no match ${matchId}`);
    if (!coaches.includes(caller)) {
      throw new Refusal(403, "FORBIDDEN", "Cannot open the battle: you coach neither team of this match");
    }
  }
  const battle = await store.openMatchBattle(matchId, newBattleId("match"), newCorrelationId());
  if (battle.status === "ended") {
    throw new StoreError(
      "conflict",
      "Cannot open the next game: the result of the last one is being counted; ask again in a moment",
    );
  }
  return ongoing(battle);
}

async function openFriendly(request: OpenRequest, caller: Caller, deps: EnteringDeps): Promise<Battle> {
  if (caller === null) {
    throw new Refusal(
      403,
      "FORBIDDEN",
      "Cannot open a battle for the service: it plays none; send a user's token",
    );
  }
  const { format, clock, bot = null } = request;
  return await deps.store.openBattle({
    id: deps.newBattleId(format),
    user: caller,
    format,
    rules: friendlyRules(format, clock),
    bot,
    correlationId: deps.newCorrelationId(),
  });
}

async function join(battleId: BattleId, caller: Caller, { store }: EnteringDeps): Promise<Battle> {
  if (caller !== null) return ongoing(await store.takeSeat(battleId, caller));
  const battle = await store.battle(battleId);
  if (!battle) throw new StoreError("not_found", `Cannot open the room: there is no battle '${battleId}'`);
  return ongoing(battle);
}

function ongoing(battle: Battle): Battle {
  const goesOn = battle.status === "waiting" || battle.status === "live";
  if (goesOn && battle.origin === "room") return battle;
  const why = goesOn ? "it is played on Showdown" : `it is ${battle.status}; watch its replay`;
  throw new StoreError("conflict", `Cannot enter the battle '${battle.id}': ${why}`);
}

/** Sees to it that there is a room behind the answer; a battle that no room takes is withdrawn while nobody waits for it. */
async function requireRoom(
  battle: Battle,
  { seed, isNew }: { seed: string | undefined; isNew: boolean },
  deps: EnteringDeps,
): Promise<void> {
  const { store, log } = deps;
  const answer = await openRoom(battle, deps, { seed });
  const names = { correlation_id: battle.correlation_id, battle_id: battle.id };
  if (answer.kind === "accepted") return log.info("Room opened", { ...names, room: answer.room });
  log.warn("Room not opened", { ...names, reason: answer.message });
  if (answer.kind === "unreachable") {
    // Nobody has heard of it, and who asks again gets another.
    if (isNew) await store.withdrawBattle(battle.id);
    throw new Refusal(503, "ROOM_UNAVAILABLE", "Cannot reach the room server; ask again in a few seconds");
  }
  if (answer.code === "INPUTS_WANTED") {
    throw new Refusal(
      409,
      "CONFLICT",
      `Cannot enter the battle '${battle.id}': its room was lost before anything of it was stored; it will not count`,
    );
  }
  await store.withdrawBattle(battle.id);
  throw new Refusal(answer.status, answer.status === 409 ? "CONFLICT" : "INVALID_BODY", answer.message);
}

async function entryOf(battle: Battle, caller: Caller, deps: EnteringDeps): Promise<CreateRoomResponse> {
  const answer = { battle_id: battle.id, format: battle.format, room_url: deps.rooms.socket(battle.id) };
  if (caller === null) return { ...answer, seat: null, ticket: null };
  const seat = seatOf(battle, caller);
  const ticket = seat && (await admit(battle, seat, deps));
  // A team changed hands after its match's battle was opened.
  if (!ticket) throw new Refusal(403, "FORBIDDEN", "Cannot enter the battle: its seats belong to others");
  return { ...answer, seat, ticket };
}
