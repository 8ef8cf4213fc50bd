import type { Log } from "../_edge/log.ts";
import { type OpeningDeps, openRoom } from "../_edge/opening.ts";
import type { RoomAnswer } from "../_edge/rooms.ts";
import type { SilentBattle, Store } from "../_edge/store.ts";

/** How often a battle is asked after in vain before it is given up: six hours, as it is done once a minute. */
const PATIENCE = 360;

export interface SettlingDeps {
  store: OpeningDeps["store"] & Pick<Store, "battleSeen" | "giveUpBattle">;
  rooms: OpeningDeps["rooms"];
  log: Log;
}

/** `seen`: it goes on. `open`: its room has yet to report, or to be reached. `given_up`: it ends without a result. */
export type Fate = "seen" | "open" | "given_up";

/** What a room's answer says of its battle. `hopeless`: waiting longer changes nothing. */
type Finding = { kind: "alive" } | { kind: "open" | "hopeless"; reason: string };

/** Wakes the room of a battle that nothing was heard of, and gives the battle up where that leads nowhere. */
export async function settle(battle: SilentBattle, deps: SettlingDeps): Promise<Fate> {
  const { store, log } = deps;
  const found = findingOf(await openRoom(battle, deps), battle);
  const names = { correlation_id: battle.correlation_id, battle_id: battle.id };
  if (found.kind === "alive") {
    await store.battleSeen(battle.id);
    return "seen";
  }
  const { reason } = found;
  if (found.kind === "open" && battle.asked < PATIENCE) {
    log.info("Battle still open", { ...names, reason });
    return "open";
  }
  // False: its room was heard of in the meantime.
  if (!(await store.giveUpBattle(battle.id, reason))) return "open";
  log.operator("Battle given up", { ...names, reason });
  return "given_up";
}

function findingOf(answer: RoomAnswer, battle: SilentBattle): Finding {
  switch (answer.kind) {
    case "unreachable":
      return { kind: "open", reason: "its room cannot be reached" };
    case "refused":
      return answer.code === "INPUTS_WANTED"
        ? { kind: "hopeless", reason: "its room was lost before anything of it was stored" }
        : { kind: "open", reason: `its room refuses it: ${answer.message}` };
    case "accepted":
      return findingIn(answer.room, battle);
  }
}

function findingIn(room: Extract<RoomAnswer, { kind: "accepted" }>["room"], battle: SilentBattle): Finding {
  switch (room) {
    case "live":
      return { kind: "alive" };
    case "ended":
      return { kind: "open", reason: "its room does not deliver its result" };
    case "foreign":
      return { kind: "open", reason: "another release of the simulator played it" };
    case "broken":
      return { kind: "open", reason: "its room cannot rebuild it" };
    case "waiting":
      // The room of a rated battle cancels it by itself; nobody else's time runs.
      return battle.status === "waiting" && !battle.rated
        ? { kind: "hopeless", reason: "nobody came to play" }
        : { kind: "open", reason: "its room waits for its players" };
  }
}
