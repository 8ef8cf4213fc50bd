import type { BattleId } from "../../functions/_shared/schema/ids.ts";
import {
  LobbyClientMessage,
  type LobbyErrorCode,
  type LobbyServerMessage,
} from "../../functions/_shared/schema/lobby.ts";
import { readFrame } from "../sockets/frame.ts";

/** Bytes of a frame at the most. */
const FRAME_LIMIT = 16 * 1024;

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
export function readMessage(data: unknown): LobbyClientMessage {
  const refuse = (message: string) => new LobbyError("INVALID_MESSAGE", message);
  return readFrame(data, { schema: LobbyClientMessage, limit: FRAME_LIMIT, refuse });
}
