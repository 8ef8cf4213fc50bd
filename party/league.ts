import type * as Party from "partykit/server";
import { SignatureError, verify, webhookSecrets } from "../functions/_shared/auth/signature.ts";
import type { ErrorBody } from "../functions/_shared/schema/http.ts";
import type { LeagueMessage } from "../functions/_shared/schema/protocol.ts";
import { Invalidate } from "../functions/_shared/schema/rooms.ts";

/** The close code of a rule that was broken (RFC 6455). */
const POLICY_VIOLATION = 1008;

/**
 * Tells open pages which views changed.
 *
 * Functions post a signed INVALIDATE; every connected page hears INVALIDATED and asks again for what it shows. The
 * sockets only listen, and carry nothing that is not public.
 */
export default class League implements Party.Server {
  static readonly options: Party.ServerOptions = { hibernate: true };
  readonly room: Party.Room;

  constructor(room: Party.Room) {
    this.room = room;
  }

  async onRequest(request: Party.Request): Promise<Response> {
    if (request.method !== "POST") return refuse(405, "method_not_allowed", "Only POST is answered here");
    const body = await request.text();
    try {
      const secrets = String(this.room.env.PLATEAU_WEBHOOK_SECRETS ?? "");
      verify(body, new Headers([...request.headers]), webhookSecrets(secrets));
    } catch (error) {
      if (!(error instanceof SignatureError)) throw error;
      return refuse(401, "bad_signature", error.message);
    }
    const message = readInvalidate(body);
    if ("refusal" in message) return message.refusal;
    const told: LeagueMessage = { type: "INVALIDATED", tags: message.tags };
    this.room.broadcast(JSON.stringify(told));
    return Response.json({ connections: [...this.room.getConnections()].length }, { status: 202 });
  }

  onClose(connection: Party.Connection): void {
    // A connection that hibernates is not closed for us: unanswered, the client waits for the end of the handshake.
    connection.close(1000);
  }

  onMessage(_message: unknown, sender: Party.Connection): void {
    sender.close(POLICY_VIOLATION, "This socket only listens");
  }
}

function readInvalidate(body: string): Invalidate | { refusal: Response } {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return { refusal: refuse(400, "malformed", "The body is not JSON") };
  }
  const message = Invalidate.safeParse(json);
  if (message.success) return message.data;
  const fields = message.error.issues.map((issue) => ({
    path: issue.path.join("."),
    message: issue.message,
  }));
  return { refusal: refuse(400, "malformed", "The body is no INVALIDATE message", fields) };
}

function refuse(
  status: number,
  code: string,
  message: string,
  fields?: NonNullable<ErrorBody["error"]["fields"]>,
): Response {
  const body: ErrorBody = { error: { code, message, ...(fields && { fields }) } };
  return Response.json(body, { status });
}
