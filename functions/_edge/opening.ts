import type { Seat } from "../_shared/schema/ids.ts";
import type { CreateBattle } from "../_shared/schema/rooms.ts";
import type { RoomAnswer, Rooms } from "./rooms.ts";
import type { Battle, Store } from "./store.ts";

export interface OpeningDeps {
  store: Pick<Store, "series" | "inputs">;
  rooms: Pick<Rooms, "create">;
}

/** What a room has to know and the database does not keep. */
export interface Opening {
  /** Fixes the battle's chance. */
  seed?: string | undefined;
  /** Packed teams of a rated battle, validated by the lobby. */
  teams?: Record<Seat, string | null>;
}

/**
 * Sees to it that a battle's room has the battle. A room that lost a running one is given the inputs that are stored of
 * it; where there are none, its refusal INPUTS_WANTED is the answer. So it is for a rated battle that waits, which only
 * its pairing can open: the teams come from there.
 */
export async function openRoom(
  battle: Battle,
  { store, rooms }: OpeningDeps,
  opening: Opening = {},
): Promise<RoomAnswer> {
  const { match_id, game } = battle;
  const series = match_id && (await store.series(match_id, game ?? 1));
  const command = createBattle(battle, series, opening);
  const opens = battle.status !== "live" && (!battle.rated || opening.teams);
  if (opens) return await rooms.create(command);
  const answer = await rooms.create({ ...command, resume: {} });
  if (!isLost(answer, battle)) return answer;
  const inputs = await store.inputs(battle.id);
  return inputs.length > 0 ? await rooms.create({ ...command, resume: { inputs } }) : answer;
}

/** Whether the room does not know that the battle has begun. */
function isLost(answer: RoomAnswer, { status }: Battle): boolean {
  if (answer.kind === "refused") return answer.code === "INPUTS_WANTED";
  return answer.kind === "accepted" && answer.room === "waiting" && status === "live";
}

function createBattle(
  battle: Battle,
  series: CreateBattle["series"],
  { seed, teams }: Opening,
): CreateBattle {
  return {
    type: "CREATE_BATTLE",
    v: 1,
    battleId: battle.id,
    matchId: battle.match_id,
    format: battle.format,
    seats: {
      p1: assignment(battle.p1_user, battle.p1_name, teams?.p1),
      p2: assignment(battle.p2_user, battle.p2_name, teams?.p2),
    },
    correlationId: battle.correlation_id,
    ...(seed === undefined ? {} : { seed }),
    rated: battle.rated,
    rules: battle.rules,
    bot: battle.bot,
    series,
  };
}

/** `null` for a seat that whoever has a ticket for it may take. */
function assignment(
  userId: Battle["p1_user"],
  name: string | null,
  team?: string | null,
): CreateBattle["seats"][Seat] {
  return userId && name ? { userId, name, ...(team ? { team } : {}) } : null;
}
