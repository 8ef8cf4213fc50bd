import { SignatureError, verify } from "../../functions/_shared/auth/signature.ts";
import { parseJson } from "../../functions/_shared/json.ts";
import type { ErrorBody } from "../../functions/_shared/schema/http.ts";
import { CreateBattle } from "../../functions/_shared/schema/rooms.ts";
import type { BattleRoom } from "./room.ts";

/** CREATE_BATTLE is a few hundred bytes, or a whole battle: the inputs of a thousand turns with their chat. */
const BODY_LIMIT = 16 * 1024 * 1024;

/** Answers the HTTP side of a room: `POST` a signed CREATE_BATTLE, `GET` what the room holds. */
export async function handleRequest(
  request: Request,
  room: BattleRoom,
  id: string,
  secrets: readonly string[],
): Promise<Response> {
  if (request.method === "GET") {
    const status = await room.status();
    return status
      ? Response.json(status)
      : refusal(404, "BATTLE_NOT_FOUND", `Cannot find the battle '${id}'`);
  }
  if (request.method !== "POST")
    return refusal(405, "METHOD_NOT_ALLOWED", `Cannot answer a ${request.method}`);
  const body = await request.text();
  if (body.length > BODY_LIMIT)
    return refusal(413, "TOO_LARGE", `Cannot read a body of ${body.length} characters`);
  try {
    verify(body, new Headers([...request.headers]), secrets);
  } catch (error) {
    if (error instanceof SignatureError) return refusal(401, "AUTH_FAILED", error.message);
    throw error;
  }
  return await create(body, room, id);
}

async function create(body: string, room: BattleRoom, id: string): Promise<Response> {
  const command = CreateBattle.safeParse(parseJson(body));
  if (!command.success) {
    const fields = command.error.issues.map(({ path, message }) => ({ path: path.join("."), message }));
    return refusal(400, "INVALID_BODY", "Cannot open the battle: the body is malformed", fields);
  }
  const { battleId, format } = command.data;
  if (battleId !== id) {
    const fields = [{ path: "battleId", message: `is '${battleId}' in the room '${id}'` }];
    return refusal(400, "INVALID_BODY", "Cannot open the battle: it belongs in another room", fields);
  }
  const creation = await room.create(command.data);
  switch (creation) {
    case "created":
    case "same":
      return Response.json(await room.status(), { status: creation === "created" ? 201 : 200 });
    case "inputs-wanted":
      return refusal(
        409,
        "INPUTS_WANTED",
        `Cannot go on with the battle '${battleId}': its inputs are wanted`,
      );
    case "different":
      return refusal(409, "CONFLICT", `Cannot open the battle '${battleId}': the room has another`);
    case "unknown-format": {
      const fields = [{ path: "format", message: `'${format}' is no format for two players` }];
      return refusal(400, "INVALID_BODY", "Cannot open the battle: the format is unknown", fields);
    }
  }
}

type Fields = NonNullable<ErrorBody["error"]["fields"]>;

function refusal(status: number, code: string, message: string, fields?: Fields): Response {
  const body: ErrorBody = { error: { code, message, ...(fields ? { fields } : {}) } };
  return Response.json(body, { status });
}
