import type * as z from "zod";

const encoder = new TextEncoder();

export interface FrameOptions<Schema extends z.ZodType> {
  /** The messages of the protocol. */
  schema: Schema;
  /** Bytes of a frame at the most. */
  limit: number;
  /** Makes the error that a frame is refused with. */
  refuse: (message: string) => Error;
}

/** Reads one frame of a client, or throws what `refuse` makes: it is too large, or no message of the protocol. */
export function readFrame<Schema extends z.ZodType>(
  data: unknown,
  { schema, limit, refuse }: FrameOptions<Schema>,
): z.output<Schema> {
  if (typeof data !== "string") throw refuse("Cannot read a frame that is not text");
  if (isLonger(data, limit)) throw refuse(`Cannot read a frame of more than ${limit} bytes`);
  let json: unknown;
  try {
    json = JSON.parse(data);
  } catch (error) {
    throw refuse(`Cannot read the message: ${error instanceof Error ? error.message : error}`);
  }
  const message = schema.safeParse(json);
  if (message.success) return message.data;
  const [issue] = message.error.issues;
  const where = issue?.path.join(".") || "message";
  throw refuse(`Cannot read the message: ${where}: ${issue?.message ?? "is malformed"}`);
}

/** Whether a text has more bytes than that. A UTF-16 unit is three at the most: short texts are not encoded. */
export function isLonger(text: string, bytes: number): boolean {
  return text.length > bytes || (text.length * 3 > bytes && encoder.encode(text).length > bytes);
}
