import * as z from "zod";
import type { Seat } from "../schema/ids.ts";

const Player = z.object({ team: z.string().min(1).max(30_000) });

/**
 * The packed team of one seat in an input log, as the simulator was given it; `null` where the log does not tell it.
 * Nothing else of the log is read: the seed and the opponent's team stay where they are.
 */
export function teamIn(inputLog: string, seat: Seat): string | null {
  const command = `>player ${seat} `;
  const line = inputLog.split("\n").find((one) => one.startsWith(command));
  if (line === undefined) return null;
  try {
    return Player.safeParse(JSON.parse(line.slice(command.length))).data?.team ?? null;
  } catch {
    // No JSON: no log of ours.
    return null;
  }
}
