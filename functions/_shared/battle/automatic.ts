import { Seat } from "../schema/ids.ts";

const LINE = /^\|inactive\|.+ ran out of time: (p[12]) plays a random choice\.$/;

/** The line of a battle log that says that the room chose for a player whose time was over. */
export function automaticLine(name: string, seat: Seat): string {
  return `|inactive|${name} ran out of time: ${seat} plays a random choice.`;
}

/** The seat whose next choice the line says was not its player's own; `null` for every other line. */
export function readAutomatic(line: string): Seat | null {
  return Seat.safeParse(LINE.exec(line)?.[1]).data ?? null;
}
