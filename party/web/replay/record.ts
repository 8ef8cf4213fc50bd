import { escapeLog } from "../../../functions/_shared/battle/log-in-page.ts";
import type { Seat } from "../../../functions/_shared/schema/ids.ts";

/** A replay as it is kept in a file. */
export interface ReplayRecord {
  id: string;
  format: string | null;
  players: Record<Seat, string | null>;
  /** ISO 8601. */
  endedAt: string | null;
  log: string;
}

/** As Showdown's replay API answers it, so that tools which read those read this. */
export function jsonOf({ id, format, players, endedAt, log }: ReplayRecord): string {
  const uploaded = endedAt === null ? undefined : Math.floor(Date.parse(endedAt) / 1000);
  return JSON.stringify({
    id,
    ...(format !== null && { format }),
    players: [players.p1 ?? "?", players.p2 ?? "?"],
    ...(uploaded !== undefined && { uploadtime: uploaded }),
    log,
  });
}

/** Stands in the offline page's template for what differs from file to file. */
export const MARKS = { title: "PLATEAU-TITLE", id: "PLATEAU-ID", log: "PLATEAU-LOG" } as const;

/**
 * One HTML file of a replay: the template's own viewer, with the log inside as Showdown's saved replays hold it.
 *
 * @param template what `/offline/replay.html` is
 */
export function htmlOf(template: string, { id, players, log }: ReplayRecord): string {
  const fill: Record<string, string> = {
    [MARKS.title]: escaped(`${players.p1 ?? "?"} vs ${players.p2 ?? "?"}`),
    [MARKS.id]: escaped(id),
    [MARKS.log]: escapeLog(log),
  };
  return template.replace(new RegExp(Object.values(MARKS).join("|"), "g"), (mark) => fill[mark] ?? "");
}

function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
