import { Parser } from "htmlparser2";
import * as z from "zod";
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

/**
 * What `https://replay.pokemonshowdown.com/<id>.json` answers, or what a Showdown server writes into its `logs/`: there
 * the log is a list of lines, and the battle has its room's id. Of the rest nothing is read.
 */
const Answer = z.object({
  log: z.union([z.string(), z.array(z.string()).transform((lines) => lines.join("\n"))]),
  id: z.string().max(200).optional(),
  roomid: z.string().max(200).optional(),
  format: z.string().max(200).optional(),
  players: z.array(z.string().max(200)).max(8).optional(),
  /** Seconds since 1970. */
  uploadtime: z.number().min(0).max(253_402_300_799).optional(),
});

/** Classes of the script element that holds the log: of saved replays, and of the older ones among them. */
const LOG_CLASSES: ReadonlySet<string> = new Set(["battle-log-data", "log"]);

/**
 * Takes the battle log out of a replay file. Never throws.
 *
 * @param kind found out from how the file begins when absent
 */
export function readReplay(content: string | Uint8Array, kind?: ReplayKind): ReplayFileResult {
  const size = typeof content === "string" ? content.length : content.byteLength;
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
    return failure("malformed", `Cannot find a battle log in the replay: ${z.prettifyError(answer.error)}`);
  }
  const { log, roomid, format = null, players = null, uploadtime } = answer.data;
  const id = answer.data.id ?? roomid?.replace(/^battle-/, "") ?? null;
  const uploadedAt = uploadtime === undefined ? null : new Date(uploadtime * 1000).toISOString();
  return { ok: true, file: { log, id, format, players, uploadedAt } };
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
  return { ok: true, file: { ...NOTHING, id, log: unescaped(pieces.join("")) } };
}

/** Showdown writes every slash of a log in a page as `\/`, so that none ends the script. */
function unescaped(log: string): string {
  return /(?:^|[^\\])\//.test(log) ? log : log.replaceAll("\\/", "/");
}

function failure(code: "too_large" | "malformed", message: string): ReplayFileResult {
  return { ok: false, error: { code, line: 0, message } };
}
