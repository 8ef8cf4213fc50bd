import { randomUUID } from "node:crypto";
import { Watch, Watches } from "../../functions/_shared/schema/showdown.ts";
import type { Row, TestDatabase } from "./database.ts";
import { Season, type SeasonSettings } from "./league.ts";

export const HOME_NAME = "ashketchum";
export const AWAY_NAME = "garyoak";

/** A season that is played on the server `main`, with a linked name of each of its first two coaches. */
export async function outsideSeason(
  db: TestDatabase,
  settings: SeasonSettings & { teams?: number } = {},
): Promise<Season> {
  const season = await Season.create(db, settings.teams ?? 2, settings);
  await db.sql("update seasons set showdown_server = 'main' where id = $1", [season.id]);
  for (const [team, name] of [HOME_NAME, AWAY_NAME].entries()) {
    await db.rpc("link_showdown_name", { p_user: season.coaches[team], p_server_id: "main", p_name: name });
  }
  return season;
}

let rooms = 0;
/** A room that nobody has used. */
export const newRoom = (format = "gen9ou"): string => {
  rooms += 1;
  return `battle-${format}-${rooms}`;
};

export interface Found {
  room?: string;
  format?: string;
  p1?: string;
  p2?: string;
  game?: number;
  series?: string | null;
}

/** The watcher finds a battle of a match; gives the id of the battle that it watches from then on. */
export async function find(
  db: TestDatabase,
  match: string,
  {
    room = newRoom(),
    format = "gen9ou",
    p1 = HOME_NAME,
    p2 = AWAY_NAME,
    game = 1,
    series = null,
  }: Found = {},
): Promise<string> {
  const [row] = await db.rpc("adopt_battle", {
    p_server_id: "main",
    p_room: room,
    p_match_id: match,
    p_format: format,
    p_p1: p1,
    p_p2: p2,
    p_game: game,
    p_series: series,
    p_battle_id: `showdown-${randomUUID()}`,
    p_correlation_id: randomUUID(),
  });
  return Watch.parse(row?.adopt_battle).battleId;
}

/** A coach names the room of a match. */
export async function link(db: TestDatabase, match: string, room: string, actor: string | null = null) {
  const [row] = await db.rpc("link_showdown_room", {
    p_match_id: match,
    p_server_id: "main",
    p_room: room,
    p_actor: actor,
  });
  return Watch.parse(row?.link_showdown_room);
}

export async function watches(db: TestDatabase, server = "main"): Promise<Watches> {
  const [row] = await db.rpc("showdown_watches", { p_server_id: server });
  return Watches.parse(row?.showdown_watches);
}

export interface OutsideEnd {
  winner?: "p1" | "p2" | null;
  endType?: string;
  names?: { p1: string[]; p2: string[] };
  hash?: string | null;
}

/** The watcher reports the end of a battle, in the seats of the server. */
export async function endOutside(
  db: TestDatabase,
  battle: string,
  {
    winner = "p1",
    endType = "win",
    names = { p1: ["Ash Ketchum"], p2: ["Gary Oak"] },
    hash = null,
  }: OutsideEnd = {},
): Promise<unknown> {
  const [row] = await db.rpc("record_battle_completed", {
    p_event_id: `${battle}:completed`,
    p_battle_id: battle,
    p_occurred_at: "2026-11-22T12:00:00.000Z",
    p_winner: winner,
    p_end_type: endType,
    p_turns: 20,
    p_sim_version: "showdown",
    p_replay_path: `${battle}.log`,
    p_input_log_path: null,
    p_request_id: "request-1",
    p_names: JSON.stringify(names),
    p_content_hash: hash,
  });
  return row?.record_battle_completed;
}

export const battleRow = async (db: TestDatabase, id: string): Promise<Row | undefined> =>
  (await db.sql("select * from battles where id = $1", [id]))[0];
export const matchRow = async (db: TestDatabase, id: string): Promise<Row | undefined> =>
  (await db.sql("select * from matches where id = $1", [id]))[0];
