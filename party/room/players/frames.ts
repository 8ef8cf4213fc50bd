import {
  ClientMessage,
  type ErrorCode,
  type ServerMessage,
} from "../../../functions/_shared/schema/protocol.ts";

/** Bytes of a frame at the most; a JOIN brings a team. */
const FRAME_LIMIT = 16 * 1024;
const JOIN_LIMIT = 32 * 1024;
const encoder = new TextEncoder();

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
export function readFrame(data: unknown): ClientMessage {
  if (typeof data !== "string")
    throw new RoomError("INVALID_MESSAGE", "Cannot read a frame that is not text");
  const bytes = data.length * 3 <= FRAME_LIMIT ? 0 : encoder.encode(data).length;
  if (bytes > JOIN_LIMIT) throw tooLarge(bytes, JOIN_LIMIT);
  const message = ClientMessage.safeParse(parseJson(data));
  if (!message.success) {
    const [issue] = message.error.issues;
    const where = issue?.path.join(".") || "message";
    throw new RoomError(
      "INVALID_MESSAGE",
      `Cannot read the message: ${where}: ${issue?.message ?? "is malformed"}`,
    );
  }
  if (bytes > FRAME_LIMIT && message.data.type !== "JOIN") throw tooLarge(bytes, FRAME_LIMIT);
  return message.data;
}

function tooLarge(bytes: number, limit: number): RoomError {
  return new RoomError("INVALID_MESSAGE", `Cannot read a frame of ${bytes} bytes: ${limit} is the most`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new RoomError(
      "INVALID_MESSAGE",
      `Cannot read the message: ${error instanceof Error ? error.message : error}`,
    );
  }
}
