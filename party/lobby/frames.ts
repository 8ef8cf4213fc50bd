import type { BattleId } from "../../functions/_shared/schema/ids.ts";
import {
  LobbyClientMessage,
  type LobbyErrorCode,
  type LobbyServerMessage,
} from "../../functions/_shared/schema/lobby.ts";

/** Bytes of a frame at the most. */
const FRAME_LIMIT = 16 * 1024;
const encoder = new TextEncoder();

interface Details {
  /** Whether the same connection can go on. @default true */
  recoverable?: boolean;
  position?: number;
  battleId?: BattleId;
}

/** A refusal that the client is told of. */
export class LobbyError extends Error {
  override readonly name = "LobbyError";
  readonly code: LobbyErrorCode;
  readonly #details: Details;

  constructor(code: LobbyErrorCode, message: string, details: Details = {}) {
    super(message);
    this.code = code;
    this.#details = details;
  }

  frame(): LobbyServerMessage {
    const { recoverable = true, ...details } = this.#details;
    return { type: "ERROR", code: this.code, message: this.message, recoverable, ...details };
  }
}

/**
 * Reads one frame of a client.
 *
 * @throws {LobbyError} `INVALID_MESSAGE` when it is too large or no message of the protocol
 */
export function readFrame(data: unknown): LobbyClientMessage {
  if (typeof data !== "string") throw malformed("a frame that is not text");
  if (data.length > FRAME_LIMIT || encoder.encode(data).length > FRAME_LIMIT) {
    throw malformed(`a frame of more than ${FRAME_LIMIT} bytes`);
  }
  const message = LobbyClientMessage.safeParse(parseJson(data));
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

function malformed(what: string): LobbyError {
  return new LobbyError("INVALID_MESSAGE", `Cannot read ${what}`);
}
