import * as z from "zod";
import type { Outcome } from "./consume.ts";

const Versioned = z.object({ v: z.int() });

/** A queue's message, or what becomes of its job where it cannot be read. */
export type Reading<Message> = { message: Message } | { outcome: Outcome };

/**
 * Reads a queue's message. One of a later version waits for the deployment that knows it; anything else that does
 * not fit never will.
 *
 * @param version the latest that `schema` knows
 */
export function readMessage<Schema extends z.ZodType>(
  message: unknown,
  schema: Schema,
  version = 1,
): Reading<z.output<Schema>> {
  const read = schema.safeParse(message);
  if (read.success) return { message: read.data };
  const { data } = Versioned.safeParse(message);
  if (data && data.v > version) {
    const error = `The message has version ${data.v}, and this worker knows ${version} at the most`;
    return { outcome: { kind: "retry", error } };
  }
  const problems = read.error.issues.map((issue) => [...issue.path.map(String), issue.message].join(": "));
  return { outcome: { kind: "dead", reason: `The message is malformed: ${problems.join("; ")}` } };
}
