import { Parser } from "htmlparser2";
import * as z from "zod";
import { unescapeLog } from "./log-in-page.ts";
import { MAX_REPLAY_LENGTH } from "./parse.ts";
import type { ReplayError } from "./replay-error.ts";

/** In what a battle log comes: as it is, as Showdown's replay API answers it, or in the page of a saved replay. */
export type ReplayKind = "log" | "json" | "html";

export interface ReplayFile {
  /** For `parseReplay`. */
  log: string;
  /** What the file says of itself beside the log; `null` where it does not. */
  id: string | null;
  format: string | null;
  players: string[] | null;
  /** ISO 8601. */
  uploadedAt: string | null;
}

export type ReplayFileResult = { ok: true; file: ReplayFile } | { ok: false; error: ReplayError };

const Text = z.string().max(200);

/**
 * What `https://replay.pokemonshowdown.com/<id>.json` answers, and what a Showdown server writes into its own `logs`. Of
 * the rest nothing is read; what is said beside the log is left aside where it is not of its type.
 */
const Answer = z.object({
  log: z.union([z.string(), z.array(z.string()).transform((lines) => lines.join("\n"))]),
  id: Text.optional().catch(undefined),
  format: Text.optional().catch(undefined),
  players: z.array(Text).max(8).optional().catch(undefined),
  /** Seconds since 1970. */
  uploadtime: z.number().min(0).max(253_402_300_799).optional().catch(undefined),
  /** A server's own words for id, players and date. */
  roomid: Text.optional().catch(undefined),
  p1: Text.optional().catch(undefined),
  p2: Text.optional().catch(undefined),
  timestamp: Text.optional().catch(undefined),
});

/** Classes of the script element that holds the log: of saved replays, and of the older ones among them. */
const LOG_CLASSES: ReadonlySet<string> = new Set(["battle-log-data", "log"]);

/**
 * Takes the battle log out of a replay file. Never throws.
 *
 * @param kind found out from how the file begins when absent
 */
export function readReplay(content: string | Uint8Array, kind?: ReplayKind): ReplayFileResult {
  const size = typeof content === "string" ? new Blob([content]).size : content.byteLength;
  if (size > MAX_REPLAY_LENGTH) {
    return failure("too_large", `A replay may have ${MAX_REPLAY_LENGTH} bytes, this one has ${size}`);
  }
  const text =
    typeof content === "string" ? content.replace(/^\ufeff/, "") : new TextDecoder().decode(content);
  switch (kind ?? kindOf(text)) {
    case "json":
      return readAnswer(text);
    case "html":
      return readPage(text);
    case "log":
      return { ok: true, file: { ...NOTHING, log: text } };
  }
}

const NOTHING = { id: null, format: null, players: null, uploadedAt: null };

function kindOf(text: string): ReplayKind {
  const [first] = /\S/.exec(text) ?? [];
  return first === "{" ? "json" : first === "<" ? "html" : "log";
}

function readAnswer(text: string): ReplayFileResult {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return failure(
      "malformed",
      `Cannot read the replay as JSON: ${error instanceof Error ? error.message : error}`,
    );
  }
  const answer = Answer.safeParse(json);
  if (!answer.success) {
    return failure(
      "malformed",
      "Cannot find a battle log in the replay: its JSON has no text, or list of lines, named 'log'",
    );
  }
  const { log, format = null, p1, p2, roomid, uploadtime, timestamp } = answer.data;
  const { id = roomid?.replace(/^battle-/, "") ?? null } = answer.data;
  const { players = p1 !== undefined && p2 !== undefined ? [p1, p2] : null } = answer.data;
  const uploadedAt = momentOf(uploadtime === undefined ? timestamp : uploadtime * 1000);
  return { ok: true, file: { log, id, format, players, uploadedAt } };
}

function momentOf(time: string | number | undefined): string | null {
  const moment = new Date(time ?? Number.NaN);
  return Number.isNaN(moment.getTime()) ? null : moment.toISOString();
}

function readPage(text: string): ReplayFileResult {
  const pieces: string[] = [];
  let id: string | null = null;
  let inside = false;
  let found = false;
  const parser = new Parser({
    onopentag(element, { class: classes = "", name, value }) {
      const isLog = classes.split(/\s+/).some((one) => LOG_CLASSES.has(one));
      if (element === "script" && isLog && !found) inside = true;
      if (element === "input" && name === "replayid" && value) id = value.slice(0, 200);
    },
    ontext(piece) {
      if (inside) pieces.push(piece);
    },
    onclosetag(element) {
      if (element !== "script" || !inside) return;
      inside = false;
      found = true;
    },
  });
  parser.write(text);
  parser.end();
  if (!found)
    return failure("malformed", "Cannot find a battle log in the page: it has no script 'battle-log-data'");
  return { ok: true, file: { ...NOTHING, id, log: unescapeLog(pieces.join("")) } };
}

function failure(code: "too_large" | "malformed", message: string): ReplayFileResult {
  return { ok: false, error: { code, line: 0, message } };
}
