import { type AdmissionDeps, admit } from "../_edge/admission.ts";
import type { KeepAlive } from "../_edge/background.ts";
import type { Log } from "../_edge/log.ts";
import { type OpeningDeps, openRoom } from "../_edge/opening.ts";
import { tellPages } from "../_edge/pages.ts";
import { Refusal } from "../_edge/respond.ts";
import type { Rooms } from "../_edge/rooms.ts";
import type { Battle, Store } from "../_edge/store.ts";
import { ladderRules } from "../_shared/battle/rules.ts";
import type { BattleId } from "../_shared/schema/ids.ts";
import type { MatchmakingRequest, PairAnswer } from "../_shared/schema/matchmaking.ts";

export interface PairingDeps extends AdmissionDeps {
  store: OpeningDeps["store"] &
    Pick<Store, "pairLadder" | "leaveLadder" | "withdrawBattle" | "battleSeen" | "requestInvalidation">;
  rooms: Pick<Rooms, "create" | "invalidate">;
  keepAlive: KeepAlive;
  log: Log;
  newBattleId: (prefix: string) => BattleId;
}

type Pair = Extract<MatchmakingRequest, { op: "pair" }>;

/**
 * Opens the battle of two entries, first in the database, then in its room, and gives both players a ticket.
 *
 * Where the room cannot be reached the pairing is taken back: both entries are as they were. The same pair may be asked
 * for twice at once, and only one of the two reach the room: tickets are given for a battle that the database knows to be
 * in its room, and that one is not taken back any more. So nobody has a ticket for a battle that is withdrawn. If the
 * database is gone by then, the same pair finds the same battle the next time; and if no next time comes, the room cancels
 * it, or the sweeper gives it up.
 */
export async function pair(asked: Pair, deps: PairingDeps): Promise<PairAnswer> {
  const { p1, p2, format } = asked;
  const pairing = await deps.store.pairLadder(asked, deps.newBattleId(format), ladderRules(format));
  if (pairing.status === "stale") return pairing;
  const { battle } = pairing;
  const names = { correlation_id: battle.correlation_id, battle_id: battle.id };
  const stale: PairAnswer = { status: "stale", claims: [p1.claim, p2.claim] };
  if (battle.status === "waiting") {
    if (!(await hasRoom(battle, asked, names, deps))) return stale;
  } else if (battle.status !== "live") {
    // Asked again after it was over: whoever may come back has done so under another claim.
    return stale;
  }
  const [one, two] = await Promise.all([admit(battle, "p1", deps), admit(battle, "p2", deps)]);
  // An account was deleted since.
  if (!one || !two) return stale;
  deps.log.info("Players paired", { ...names, format });
  // Nobody waits for the hint.
  deps.keepAlive(tellPages(["battles"], deps));
  return { status: "paired", battleId: battle.id, tickets: { p1: one, p2: two } };
}

/**
 * False when there is no use in asking again. A room that refuses would refuse every other battle of these two, so they
 * leave the queue.
 */
async function hasRoom(battle: Battle, { p1, p2 }: Pair, names: object, deps: PairingDeps): Promise<boolean> {
  const { store, log } = deps;
  const answer = await openRoom(battle, deps, { teams: { p1: p1.team, p2: p2.team } });
  if (answer.kind === "accepted") {
    // The players did not come in time, or it cannot go on: the room has reported it.
    if (answer.room !== "waiting" && answer.room !== "live") return false;
    if (await store.battleSeen(battle.id)) return true;
    throw unavailable("the same pair was asked for twice, and taken back");
  }
  const withdrawn = await store.withdrawBattle(battle.id);
  if (answer.kind === "unreachable") {
    log.warn(withdrawn ? "Pairing taken back" : "Pairing left", { ...names, reason: answer.message });
    throw unavailable("its room cannot be reached");
  }
  log.operator("A room refuses a rated battle", { ...names, reason: answer.message });
  await store.leaveLadder([p1.claim, p2.claim]);
  return false;
}

/** Asked again, the same pair gets its battle or another one. */
function unavailable(why: string): Refusal {
  return new Refusal(503, "ROOM_UNAVAILABLE", `Cannot open the battle: ${why}; ask again in a few seconds`);
}
