import {
  ClientMessage,
  type ErrorCode,
  type ServerMessage,
} from "../../../functions/_shared/schema/protocol.ts";
import { isLonger, readFrame } from "../../sockets/frame.ts";

/** Bytes of a frame at the most; a JOIN brings a team. */
const FRAME_LIMIT = 16 * 1024;
const JOIN_LIMIT = 32 * 1024;

/** A refusal that the client is told of. */
export class RoomError extends Error {
  override readonly name = "RoomError";
  readonly code: ErrorCode;
  /** Whether the same connection can go on. */
  readonly recoverable: boolean;

  constructor(code: ErrorCode, message: string, recoverable = true) {
    super(message);
    this.code = code;
    this.recoverable = recoverable;
  }

  frame(): ServerMessage {
    return { type: "ERROR", code: this.code, message: this.message, recoverable: this.recoverable };
  }
}

/**
 * Reads one frame of a client.
 *
 * @throws {RoomError} `INVALID_MESSAGE` when it is too large or no message of the protocol
 */
export function readMessage(data: unknown): ClientMessage {
  const refuse = (message: string) => new RoomError("INVALID_MESSAGE", message);
  const message = readFrame(data, { schema: ClientMessage, limit: JOIN_LIMIT, refuse });
  if (message.type !== "JOIN" && isLonger(String(data), FRAME_LIMIT)) {
    throw refuse(`Cannot read a frame of more than ${FRAME_LIMIT} bytes`);
  }
  return message;
}
