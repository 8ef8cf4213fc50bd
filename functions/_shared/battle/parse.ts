import { Protocol } from "@pkmn/protocol";
import type { Summary } from "../schema/battle.ts";
import { type ReplayError, ReplayFault } from "./replay-error.ts";
import { Tally } from "./tally.ts";
import { conclude, type ReplayHints } from "./verdict.ts";

/** A replay's size limit, in characters. */
export const MAX_REPLAY_LENGTH = 10_000_000;

export type ReplayResult = { ok: true; summary: Summary } | { ok: false; error: ReplayError };

/** The lines a summary is made of. All others are passed over unread: they are nine of ten. */
const COUNTED = [
  "player",
  "teamsize",
  "gen",
  "tier",
  "poke",
  "clearpoke",
  "switch",
  "drag",
  "replace",
  "detailschange",
  "swap",
  "faint",
  "-heal",
  "-message",
  "turn",
  "win",
  "tie",
] as const satisfies readonly Protocol.ArgType[0][];

type CountedArgs = Extract<Protocol.ArgType, { 0: (typeof COUNTED)[number] }>;

const counted: ReadonlySet<string> = new Set(COUNTED);

/**
 * Reads a battle log, omniscient or of any audience, into its summary.
 *
 * `hints` is what else is known of the battle, such as the room's claim: it settles what a log leaves open (an end
 * type the log has no words for, players of one name), and where the log denies it the result is an error.
 * Never throws.
 */
export function parseReplay(log: string, hints: ReplayHints = {}): ReplayResult {
  if (log.length > MAX_REPLAY_LENGTH) {
    const message = `A replay may have ${MAX_REPLAY_LENGTH} characters, this one has ${log.length}`;
    return { ok: false, error: { code: "too_large", line: 0, message } };
  }
  const tally = new Tally();
  try {
    count(log, tally);
    return { ok: true, summary: conclude(tally, hints) };
  } catch (error) {
    if (error instanceof ReplayFault) {
      return { ok: false, error: { code: error.code, line: error.line, message: error.message } };
    }
    const message = `Cannot read line ${tally.line}: ${error instanceof Error ? error.message : String(error)}`;
    return { ok: false, error: { code: "malformed", line: tally.line, message } };
  }
}

function count(log: string, tally: Tally): void {
  let secret = false;
  for (let start = 0; start < log.length; ) {
    const stop = log.indexOf("\n", start);
    const end = stop === -1 ? log.length : stop;
    tally.line += 1;
    if (secret) {
      // After `|split|` comes what one side sees, then the same for everybody else: only that one counts.
      secret = false;
    } else if (log.charCodeAt(start) === PIPE) {
      const bar = log.indexOf("|", start + 1);
      const command = log.slice(start + 1, bar === -1 || bar > end ? end : bar).trimEnd();
      if (command === "split") secret = true;
      else if (counted.has(command)) countLine(log.slice(start, end).trimEnd(), tally);
    }
    start = end + 1;
  }
}

const PIPE = "|".charCodeAt(0);

function countLine(line: string, tally: Tally): void {
  const { args, kwArgs } = Protocol.parseBattleLine(line);
  const counts = args as CountedArgs;
  switch (counts[0]) {
    case "player":
      tally.player(counts[1], counts[2]);
      break;
    case "teamsize":
      tally.teamSize(counts[1], counts[2]);
      break;
    case "gen":
      tally.generation(counts[1]);
      break;
    case "tier":
      tally.tier = counts[1];
      break;
    case "clearpoke":
      tally.sides.p1.previewed = 0;
      tally.sides.p2.previewed = 0;
      break;
    case "poke":
      tally.preview(counts[1]);
      break;
    case "switch":
    case "drag":
    case "replace":
    case "detailschange":
      tally.show(counts[1], counts[2]);
      break;
    case "swap":
      tally.swap(counts[1], counts[2]);
      break;
    case "faint":
      tally.faint(counts[1]);
      break;
    case "-heal":
      if ("from" in kwArgs && Protocol.parseEffect(kwArgs.from).name === "Revival Blessing") {
        tally.revive(counts[1]);
      }
      break;
    case "-message":
      tally.message(counts.slice(1).join("|"));
      break;
    case "turn":
      tally.nextTurn(counts[1]);
      break;
    case "win":
      tally.finish(counts[1]);
      break;
    case "tie":
      tally.finish(null);
      break;
    default:
      counts satisfies never;
  }
}
