import { SignatureError, verify } from "../../functions/_shared/auth/signature.ts";
import { parseJson } from "../../functions/_shared/json.ts";
import type { ErrorBody } from "../../functions/_shared/schema/http.ts";
import { Reconcile, ShowdownServerId } from "../../functions/_shared/schema/showdown.ts";
import type { Watcher } from "./watcher.ts";

const BODY_LIMIT = 4_096;

export interface HttpDeps {
  watcher: Pick<Watcher, "reconcile" | "status">;
  /** The room's id, as it stands in the address. */
  id: string;
  secrets: readonly string[];
}

/** Answers the HTTP side of a watcher: a signed `POST` RECONCILE, `GET` how it does. */
export async function handleRequest(request: Request, { watcher, id, secrets }: HttpDeps): Promise<Response> {
  const server = ShowdownServerId.safeParse(id);
  if (!server.success) return refusal(404, "NOT_FOUND", "Cannot find this room: no server has such an id");
  if (request.method === "GET") return Response.json(await watcher.status(server.data));
  if (request.method !== "POST") {
    return refusal(405, "METHOD_NOT_ALLOWED", `Cannot answer a ${request.method}`);
  }
  const body = await request.text();
  if (body.length > BODY_LIMIT) {
    return refusal(413, "TOO_LARGE", `Cannot read a body of ${body.length} characters`);
  }
  try {
    verify(body, new Headers([...request.headers]), secrets);
  } catch (error) {
    if (error instanceof SignatureError) return refusal(401, "AUTH_FAILED", error.message);
    throw error;
  }
  const message = Reconcile.safeParse(parseJson(body));
  if (!message.success) {
    const fields = message.error.issues.map(({ path, message }) => ({ path: path.join("."), message }));
    return refusal(400, "INVALID_BODY", "Cannot look again: the body is malformed", fields);
  }
  if (message.data.server !== server.data) {
    const fields = [{ path: "server", message: `is '${message.data.server}' in the room '${server.data}'` }];
    return refusal(400, "INVALID_BODY", "Cannot look again: the message belongs in another room", fields);
  }
  await watcher.reconcile(server.data);
  return Response.json(await watcher.status(server.data), { status: 202 });
}

type Fields = NonNullable<ErrorBody["error"]["fields"]>;

function refusal(status: number, code: string, message: string, fields?: Fields): Response {
  const body: ErrorBody = { error: { code, message, ...(fields && { fields }) } };
  return Response.json(body, { status, headers: { "cache-control": "no-store" } });
}
