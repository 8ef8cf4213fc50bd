import { readReplay } from "../../functions/_shared/battle/read-replay.ts";
import { BattleLog, LOG_LIMIT } from "./battle-log.ts";
import { baseOf } from "./record.ts";
import { readText } from "./text.ts";

const TIMEOUT = 5_000;
/** JSON of a log that is not too long: it writes some characters as several. */
const ANSWER_LIMIT = 2 * LOG_LIMIT;

/** A battle as its published replay tells it; it has ended there. */
export interface Published {
  log: BattleLog;
  text: string;
}

/** Where replays are: `<url>/<prefix>-<room without battle->.json`. */
export interface ReplaySource {
  url: string;
  prefix: string | null;
}

/**
 * Fetches the replay that a Showdown server published of a battle's room.
 *
 * @returns `null` when there is none, or it is none of a battle that ended
 * @throws when it cannot be had
 */
export async function fetchReplay(
  { url, prefix }: ReplaySource,
  room: string,
  fetching: typeof fetch,
): Promise<Published | null> {
  const id = `${prefix === null ? "" : `${prefix}-`}${room.replace(/^battle-/, "")}`;
  const response = await fetching(`${url.replace(/\/$/, "")}/${id}.json`, {
    headers: { accept: "application/json" },
    // To wherever it leads, that is not the host that was set up.
    redirect: "manual",
    signal: AbortSignal.timeout(TIMEOUT),
  });
  if (response.status !== 200) {
    await response.body?.cancel();
    return null;
  }
  const replay = readReplay(await readText(response, ANSWER_LIMIT), "json");
  if (!replay.ok) return null;
  const { file } = replay;
  // A server that answers every address with the same page has not published this battle.
  if (file.id !== null && baseOf(file.id) !== baseOf(id)) return null;
  const log = new BattleLog();
  log.append(file.log.split("\n"));
  return log.ended && log.whole ? { log, text: log.text } : null;
}

/** Whether two logs tell of the same battle with the same end. */
export function agree(one: BattleLog, other: BattleLog): boolean {
  const [a, b] = [one.ending, other.ending];
  if (a?.kind !== "ended" || b?.kind !== "ended") return false;
  return (
    a.winner === b.winner && a.endType === b.endType && one.turns === other.turns && sameNames(one, other)
  );
}

function sameNames({ players: one }: BattleLog, { players: other }: BattleLog): boolean {
  return one !== null && other !== null && one.p1 === other.p1 && one.p2 === other.p2;
}
