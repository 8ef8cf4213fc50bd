import * as z from "zod";
import { type Expected, ShowdownRoomId } from "../../functions/_shared/schema/showdown.ts";
import { userId } from "./text.ts";

/** A battle that a query of the server told of. */
export interface Sighting {
  room: ShowdownRoomId;
  p1: string;
  p2: string;
}

/** `|queryresponse|userdetails|…` and `roomlist`; of both the rooms only. */
const Answer = z.object({
  rooms: z.record(z.string(), z.object({ p1: z.unknown(), p2: z.unknown() }).partial()),
});
const Names = z.object({ p1: z.string().max(60), p2: z.string().max(60) });

/** Rooms of one answer that are looked at. */
const MOST = 200;

/** Reads the battles of an answer; other rooms, and what is none, are left out. */
export function readSightings(json: string): Sighting[] {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return [];
  }
  const answer = Answer.safeParse(value);
  if (!answer.success) return [];
  return Object.entries(answer.data.rooms)
    .slice(0, MOST)
    .flatMap(([key, value]) => {
      // A user's rank there is written before the room.
      const room = ShowdownRoomId.safeParse(key.replace(/^[^a-z]+/, ""));
      const names = Names.safeParse(value);
      if (!room.success || !names.success || !room.data.startsWith("battle-")) return [];
      const [p1, p2] = [userId(names.data.p1), userId(names.data.p2)];
      return p1 && p2 ? [{ room: room.data, p1, p2 }] : [];
    });
}

/** Whether the battle is one that the match waits for. Its time is told by its log alone. */
export function fits({ room, p1, p2 }: Sighting, expected: Expected): boolean {
  const format = room.split("-")[1] ?? "";
  // Formats that are a series by themselves are called after it, and a season may name either.
  const suffix = `bo${expected.bestOf}`;
  const formats = [
    expected.format,
    expected.format + suffix,
    expected.format.replace(new RegExp(`${suffix}$`), ""),
  ];
  if (!formats.includes(format)) return false;
  const plays = (names: readonly string[], user: string) => names.includes(user);
  const { home, away } = expected;
  return (plays(home, p1) && plays(away, p2)) || (plays(home, p2) && plays(away, p1));
}

/** Whether a battle of that moment is in the match's time; one whose log tells no time is. */
export function inTime(startedAt: number | null, expected: Expected): boolean {
  if (startedAt === null) return true;
  // The server's clock may be a little off.
  const slack = 60_000;
  return startedAt >= Date.parse(expected.from) - slack && startedAt <= Date.parse(expected.until) + slack;
}

/** What to ask the server, in turn: for the rooms of each linked name, and for the battles of its format that name it. */
export function queriesFor(matches: readonly Expected[]): string[] {
  return matches.flatMap(({ home, away, format }) => {
    // One side is enough: both of them are in the battle.
    const [few, many] = home.length <= away.length ? [home, away] : [away, home];
    if (few.length === 0 || many.length === 0) return [];
    return few.flatMap((name) => [`userdetails ${name}`, `roomlist ${format},none,${name}`]);
  });
}
