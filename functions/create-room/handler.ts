import { bearer, type Identify, isService } from "../_edge/auth.ts";
import type { KeepAlive } from "../_edge/background.ts";
import type { Log } from "../_edge/log.ts";
import { answering, CORS_HEADERS, parseBody, Refusal, readBody, requirePost } from "../_edge/respond.ts";
import type { Rooms } from "../_edge/rooms.ts";
import { type Battle, type Store, StoreError } from "../_edge/store.ts";
import { issueTicket } from "../_shared/auth/ticket.ts";
import { CreateRoomRequest, type CreateRoomResponse } from "../_shared/schema/http.ts";
import type { BattleId, CorrelationId, FormatId, MatchId, Seat, UserId } from "../_shared/schema/ids.ts";
import type { CreateBattle } from "../_shared/schema/rooms.ts";

const BODY_LIMIT = 16 * 1024;

export interface CreateRoomDeps {
  secretKeys: readonly string[];
  ticketSecret: string;
  identify: Identify;
  store: Pick<Store, "battle" | "coaches" | "openMatchBattle" | "openBattle" | "takeSeat" | "withdrawBattle">;
  rooms: Pick<Rooms, "create" | "invalidate" | "socket">;
  keepAlive: KeepAlive;
  log: Log;
  /** Milliseconds since the epoch. */
  now: () => number;
  newBattleId: (prefix: string) => BattleId;
  newCorrelationId: () => CorrelationId;
}

/** Who asks: a user, or the service (`null`). */
type Caller = UserId | null;

/** Opens a battle's room, or the way into one that is open, and gives the caller a ticket for their seat. */
export async function handleCreateRoom(request: Request, deps: CreateRoomDeps): Promise<Response> {
  if (request.method === "OPTIONS") return new Response(null, { status: 204, headers: CORS_HEADERS });
  const response = await answering(
    async () => {
      requirePost(request);
      const caller = await whoAsks(request, deps);
      const body = parseBody(await readBody(request, BODY_LIMIT), CreateRoomRequest);
      const seed = "seed" in body ? body.seed : undefined;
      if (seed !== undefined && caller !== null) {
        throw new Refusal(
          403,
          "FORBIDDEN",
          "Cannot open the battle with a seed: only the service may choose it",
        );
      }
      const battle = await open(body, caller, deps);
      await openRoom(battle, { seed, isNew: "format" in body }, deps);
      const admission = await admit(battle, caller, deps);
      // Nobody waits for the hint. Of a battle that goes on, nothing has changed.
      if (battle.status === "waiting") deps.keepAlive(tellPages(deps));
      return Response.json(admission);
    },
    (error) => deps.log.error("Cannot open the room", { error }),
  );
  for (const [name, value] of Object.entries(CORS_HEADERS)) response.headers.set(name, value);
  return response;
}

async function whoAsks(request: Request, { secretKeys, identify }: CreateRoomDeps): Promise<Caller> {
  if (await isService(request, secretKeys)) return null;
  const token = bearer(request);
  const user = token && (await identify(token));
  if (!user)
    throw new Refusal(
      401,
      "UNAUTHORIZED",
      "Cannot open a battle: sign in first, then send your access token",
    );
  return user;
}

async function open(body: CreateRoomRequest, caller: Caller, deps: CreateRoomDeps): Promise<Battle> {
  try {
    if ("match_id" in body) return await openMatch(body.match_id, caller, deps);
    if ("format" in body) return await openFormat(body.format, caller, deps);
    return await join(body.battle_id, caller, deps);
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    if (error.code === "not_found") throw new Refusal(404, "NOT_FOUND", error.message);
    throw new Refusal(409, "CONFLICT", error.message);
  }
}

async function openMatch(matchId: MatchId, caller: Caller, deps: CreateRoomDeps): Promise<Battle> {
  const { store, newBattleId, newCorrelationId } = deps;
  if (caller !== null) {
    const coaches = await store.coaches(matchId);
    if (!coaches) throw new StoreError("not_found", `Cannot open a battle: there is no match ${matchId}`);
    if (!coaches.includes(caller)) {
      throw new Refusal(403, "FORBIDDEN", "Cannot open the battle: you coach neither team of this match");
    }
  }
  return ongoing(await store.openMatchBattle(matchId, newBattleId("match"), newCorrelationId()));
}

async function openFormat(format: FormatId, caller: Caller, deps: CreateRoomDeps): Promise<Battle> {
  if (caller === null) {
    throw new Refusal(
      403,
      "FORBIDDEN",
      "Cannot open a battle for the service: it plays none; send a user's token",
    );
  }
  const { store, newBattleId, newCorrelationId } = deps;
  return await store.openBattle(caller, format, newBattleId(format), newCorrelationId());
}

async function join(battleId: BattleId, caller: Caller, { store }: CreateRoomDeps): Promise<Battle> {
  if (caller !== null) return ongoing(await store.takeSeat(battleId, caller));
  const battle = await store.battle(battleId);
  if (!battle) throw new StoreError("not_found", `Cannot open the room: there is no battle '${battleId}'`);
  return ongoing(battle);
}

function ongoing(battle: Battle): Battle {
  if (battle.status === "waiting" || battle.status === "live") return battle;
  throw new StoreError(
    "conflict",
    `Cannot enter the battle '${battle.id}': it is ${battle.status}; watch its replay`,
  );
}

async function openRoom(
  battle: Battle,
  { seed, isNew }: { seed: string | undefined; isNew: boolean },
  { rooms, store, log }: CreateRoomDeps,
): Promise<void> {
  const answer = await rooms.create({
    type: "CREATE_BATTLE",
    v: 1,
    battleId: battle.id,
    matchId: battle.match_id,
    format: battle.format,
    seats: {
      p1: assignment(battle.p1_user, battle.p1_name),
      // The second seat of an open battle is taken with a ticket: the room is told the same each time.
      p2: battle.match_id === null ? null : assignment(battle.p2_user, battle.p2_name),
    },
    correlationId: battle.correlation_id,
    ...(seed === undefined ? {} : { seed }),
  });
  const names = { correlation_id: battle.correlation_id, battle_id: battle.id };
  if (answer.kind === "accepted") return log.info("Room opened", names);
  log.warn("Room not opened", { ...names, reason: answer.message });
  if (answer.kind === "unreachable") {
    // Nobody has heard of it, and who asks again gets another.
    if (isNew) await store.withdrawBattle(battle.id);
    throw new Refusal(503, "ROOM_UNAVAILABLE", "Cannot reach the room server; ask again in a few seconds");
  }
  await store.withdrawBattle(battle.id);
  throw new Refusal(answer.status, answer.status === 409 ? "CONFLICT" : "INVALID_BODY", answer.message);
}

/** Open pages list the battles that wait for players. */
async function tellPages({ rooms, log }: CreateRoomDeps): Promise<void> {
  const answer = await rooms.invalidate(["battles"]);
  if (answer.kind !== "accepted")
    log.warn("Cannot tell open pages of the change", { reason: answer.message });
}

function assignment(userId: UserId | null, name: string | null): CreateBattle["seats"]["p1"] {
  return userId && name ? { userId, name } : null;
}

async function admit(battle: Battle, caller: Caller, deps: CreateRoomDeps): Promise<CreateRoomResponse> {
  const { rooms, ticketSecret, now } = deps;
  const answer = { battle_id: battle.id, format: battle.format, room_url: rooms.socket(battle.id) };
  const place = caller && placeOf(battle, caller);
  if (!place) return { ...answer, seat: null, ticket: null };
  const claims = {
    sub: place.user,
    battle: battle.id,
    seat: place.seat,
    name: place.name,
    jti: crypto.randomUUID(),
  };
  return { ...answer, seat: place.seat, ticket: await issueTicket(claims, ticketSecret, { now: now() }) };
}

function placeOf(battle: Battle, user: UserId): { user: UserId; seat: Seat; name: string } {
  const seat = battle.p1_user === user ? "p1" : battle.p2_user === user ? "p2" : null;
  const name = seat && battle[`${seat}_name`];
  // A team changed hands after its match's battle was opened.
  if (!name) throw new Refusal(403, "FORBIDDEN", "Cannot enter the battle: its seats belong to others");
  return { user, seat, name };
}
