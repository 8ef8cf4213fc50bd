import {
  LeagueClientMessage,
  type LeagueErrorCode,
  type LeagueServerMessage,
} from "../../functions/_shared/schema/league.ts";
import type { View } from "./view.ts";

/** Bytes of a frame from a page at the most. */
const FRAME_LIMIT = 16 * 1024;
/** Bytes of a body that is sent at the most; pages fetch a larger one. */
export const BODY_LIMIT = 512 * 1024;
const encoder = new TextEncoder();

/** A refusal that the page is told of. */
export class LeagueError extends Error {
  override readonly name = "LeagueError";
  readonly code: LeagueErrorCode;
  readonly tag: string | undefined;

  constructor(code: LeagueErrorCode, message: string, tag?: string) {
    super(message);
    this.code = code;
    this.tag = tag;
  }

  frame(recoverable = true): string {
    const { code, message, tag } = this;
    return write({ type: "ERROR", code, message, ...(tag !== undefined && { tag }), recoverable });
  }
}

export function write(message: LeagueServerMessage): string {
  return JSON.stringify(message);
}

/** A view's frame, or, for a large one, the word to fetch it. The body is text that the database wrote: it is not read. */
export function viewFrame(tag: string, { text, etag, bytes }: View, stale: boolean): string {
  if (bytes > BODY_LIMIT) return write({ type: "INVALIDATED", tags: [tag] });
  const head = JSON.stringify({ type: "VIEW", tag, etag, ...(stale && { stale }) });
  return `${head.slice(0, -1)},"body":${text}}`;
}

/**
 * Reads one frame of a page.
 *
 * @throws {LeagueError} `INVALID_MESSAGE` when it is too large or no message of the protocol
 */
export function readFrame(data: unknown): LeagueClientMessage {
  if (typeof data !== "string") throw malformed("a frame that is not text");
  if (data.length > FRAME_LIMIT || encoder.encode(data).length > FRAME_LIMIT) {
    throw malformed(`a frame of more than ${FRAME_LIMIT} bytes`);
  }
  const message = LeagueClientMessage.safeParse(parseJson(data));
  if (message.success) return message.data;
  const [issue] = message.error.issues;
  const where = issue?.path.join(".") || "message";
  throw malformed(`the message: ${where}: ${issue?.message ?? "is malformed"}`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw malformed(`the message: ${error instanceof Error ? error.message : error}`);
  }
}

function malformed(what: string): LeagueError {
  return new LeagueError("INVALID_MESSAGE", `Cannot read ${what}`);
}
