import { createHash, randomUUID } from "node:crypto";
import * as z from "zod";
import { ImportAnswer } from "../../functions/_shared/schema/imports.ts";
import { Watch, Watches } from "../../functions/_shared/schema/showdown.ts";
import { freshDatabase, type Row, type TestDatabase } from "./database.ts";
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

/** A database of its own with such a season, and a match of both coaches. */
export async function outsideMatch(settings: SeasonSettings = {}) {
  const db = await freshDatabase();
  const season = await outsideSeason(db, settings);
  return { db, season, match: await season.match() };
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

/** The watcher reports that a battle began, with the names in the seats of the server. */
export async function startOutside(db: TestDatabase, battle: string, p1: string, p2: string): Promise<void> {
  await db.rpc("record_battle_started", {
    p_event_id: `${battle}:started`,
    p_battle_id: battle,
    p_occurred_at: "2026-11-22T11:00:00.000Z",
    p_p1_name: p1,
    p_p2_name: p2,
    p_sim_version: "showdown",
  });
}

export interface OutsideEnd {
  winner?: "p1" | "p2" | null;
  endType?: string;
  names?: { p1: string[]; p2: string[] };
  hash?: string | null;
  /** Why it does not fit its match; absent: it was held against none. */
  reasons?: Reason[];
}

export interface Reason {
  code: string;
  message: string;
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
    reasons,
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
    p_judged:
      reasons === undefined
        ? null
        : JSON.stringify({ swapped: false, reasons, facts: factsOf({ names, winner, endType }) }),
  });
  return row?.record_battle_completed;
}

interface Facts {
  names: { p1: string[]; p2: string[] };
  winner: "p1" | "p2" | null;
  endType?: string;
  game?: number | null;
  series?: string | null;
}

const factsOf = ({ names, winner, endType = winner ? "win" : "tie", game = null, series = null }: Facts) => ({
  ...{ names, winner, end_type: endType, turns: 20, format: "gen9ou", game, series },
  sittings: { p1: [names.p1], p2: [names.p2] },
  began_at: "2026-11-22T11:50:00.000Z",
  ended_at: "2026-11-22T12:00:00.000Z",
});

export const hashOf = (text: string): string => createHash("sha256").update(text).digest("hex");

let replays = 0;
export interface Handed {
  replay?: string | null;
  text?: string;
  match?: string;
  swapped?: boolean | null;
  winner?: "p1" | "p2" | null;
  reasons?: Reason[];
  game?: number | null;
  series?: string | null;
  source?: string;
  actor?: string | null;
}

/** Hands in a replay that was checked. */
export async function handReplayIn(db: TestDatabase, match: string, given: Handed = {}) {
  replays += 1;
  const {
    replay = `gen9ou-${100_000 + replays}`,
    text = `log of ${replays}`,
    swapped = false,
    winner = "p1",
  } = given;
  const { reasons = [], game = null, series = null, source = "url", actor = null } = given;
  const [home, away] = [["Ash Ketchum"], ["Gary Oak"]];
  const names = swapped ? { p1: away, p2: home } : { p1: home, p2: away };
  const [row] = await db.rpc("record_import", {
    p_import: JSON.stringify({
      server_id: replay === null ? null : "main",
      replay_id: replay,
      content_hash: hashOf(text),
      match_id: given.match ?? match,
      facts: factsOf({ names, winner, game, series }),
      seats_swapped: swapped,
      reasons,
      replay_path: `showdown-${hashOf(text).slice(0, 8)}.log`,
      source,
    }),
    p_actor: actor,
    p_request_id: "request-3",
  });
  return z.object({ known: z.boolean(), answer: ImportAnswer }).parse(row?.record_import);
}

export const battleRow = async (db: TestDatabase, id: string): Promise<Row | undefined> =>
  (await db.sql("select * from battles where id = $1", [id]))[0];
export const matchRow = async (db: TestDatabase, id: string): Promise<Row | undefined> =>
  (await db.sql("select * from matches where id = $1", [id]))[0];
