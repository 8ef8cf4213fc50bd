import {
  LeagueClientMessage,
  type LeagueErrorCode,
  type LeagueServerMessage,
} from "../../functions/_shared/schema/league.ts";
import { readFrame } from "../sockets/frame.ts";
import type { View } from "./view.ts";

/** Bytes of a frame from a page at the most. */
const FRAME_LIMIT = 16 * 1024;
/** Bytes of a body that is sent at the most; pages fetch a larger one. */
export const BODY_LIMIT = 512 * 1024;

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
export function readMessage(data: unknown): LeagueClientMessage {
  const refuse = (message: string) => new LeagueError("INVALID_MESSAGE", message);
  return readFrame(data, { schema: LeagueClientMessage, limit: FRAME_LIMIT, refuse });
}
