import { readConcession } from "../../functions/_shared/battle/concession.ts";
import { ShowdownRoomId } from "../../functions/_shared/schema/showdown.ts";
import { kindOf } from "./frame.ts";

/** What the parent room of a series on Showdown tells, line by line. */
export type SeriesNews =
  | { kind: "game"; game: number; room: ShowdownRoomId }
  /** `conceded`: who gave the series up, so that its games may not decide it. */
  | { kind: "conceded"; text: string }
  | { kind: "over" };

/** `|uhtml|game2|<a href="/battle-gen9ou-7">Ann vs. Ben</a>` */
const GAME = /^\|uhtml(?:change)?\|game(\d{1,2})\|[^"]{0,200}"\/(battle-[a-z0-9-]{1,90})"/;

/** Reads one line; `null` when it tells nothing of the kind. */
export function readSeries(line: string): SeriesNews | null {
  switch (kindOf(line)) {
    case "uhtml":
    case "uhtmlchange": {
      const [, game, id] = GAME.exec(line) ?? [];
      const room = ShowdownRoomId.safeParse(id);
      return room.success ? { kind: "game", game: Number(game), room: room.data } : null;
    }
    case "": {
      const text = line.slice(2, 200);
      return readConcession(text) ? { kind: "conceded", text } : null;
    }
    case "win":
    case "tie":
      return { kind: "over" };
    default:
      return null;
  }
}
