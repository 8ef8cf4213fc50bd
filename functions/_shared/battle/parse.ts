import type { Summary } from "../schema/battle.ts";
import { type Budget, budgetFor, watch } from "./replay/budget.ts";
import { countLine } from "./replay/lines.ts";
import { type ReplayError, ReplayFault } from "./replay-error.ts";
import { Tally } from "./tally.ts";
import { conclude, type ReplayHints } from "./verdict.ts";

/** A replay's size limit, in characters. */
export const MAX_REPLAY_LENGTH = 10_000_000;

export type ReplayResult = { ok: true; summary: Summary } | { ok: false; error: ReplayError };

/**
 * Reads a battle log, omniscient or of any audience, into its summary.
 *
 * `hints` is what else is known of the battle, such as the room's claim: it settles what a log leaves open (an end
 * type the log has no words for, players of one name, who did what), and where the log denies it the result is an
 * error. Never throws.
 *
 * @param budget how long it may take; see `budgetFor`
 */
export function parseReplay(
  log: string,
  hints: ReplayHints = {},
  budget: Budget = budgetFor(log.length, () => performance.now()),
): ReplayResult {
  if (log.length > MAX_REPLAY_LENGTH) {
    const message = `A replay may have ${MAX_REPLAY_LENGTH} characters, this one has ${log.length}`;
    return { ok: false, error: { code: "too_large", line: 0, message } };
  }
  const tally = new Tally();
  try {
    count(log, tally, watch(budget));
    return { ok: true, summary: conclude(tally, hints) };
  } catch (error) {
    if (error instanceof ReplayFault) {
      return { ok: false, error: { code: error.code, line: error.line, message: error.message } };
    }
    const message = `Cannot read line ${tally.line}: ${error instanceof Error ? error.message : String(error)}`;
    return { ok: false, error: { code: "malformed", line: tally.line, message } };
  }
}

function count(log: string, tally: Tally, mustBeInTime: (line: number) => void): void {
  let secret = false;
  for (let start = 0; start < log.length; ) {
    const stop = log.indexOf("\n", start);
    const end = stop === -1 ? log.length : stop;
    tally.line += 1;
    mustBeInTime(tally.line);
    if (secret) {
      // After `|split|` comes what one side sees, then the same for everybody else: only that one counts.
      secret = false;
    } else if (log.charCodeAt(start) === PIPE) {
      const line = log.slice(start, log.charCodeAt(end - 1) === RETURN ? end - 1 : end);
      const bar = line.indexOf("|", 1);
      const kind = line.slice(1, bar === -1 ? line.length : bar);
      if (kind === "split") secret = true;
      else countLine(kind, line, tally);
    }
    start = end + 1;
  }
}

const PIPE = "|".charCodeAt(0);
const RETURN = "\r".charCodeAt(0);
