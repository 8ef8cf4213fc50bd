import { SignatureError, verify } from "../../functions/_shared/auth/signature.ts";
import { parseJson } from "../../functions/_shared/json.ts";
import type { ErrorBody } from "../../functions/_shared/schema/http.ts";
import { type TeamVerdict, ValidateTeam } from "../../functions/_shared/schema/teams.ts";

/** Characters: a team and a roster, whatever their alphabet. */
const BODY_LIMIT = 128 * 1024;

export interface TeamsDeps {
  secrets: readonly string[];
  judge: (asked: ValidateTeam) => TeamVerdict;
}

/** Answers the function that asks whether a team may be played: a signed `POST`. */
export async function handleTeams(request: Request, { secrets, judge }: TeamsDeps): Promise<Response> {
  if (request.method !== "POST")
    return refusal(405, "METHOD_NOT_ALLOWED", `Cannot answer a ${request.method}`);
  if (Number(request.headers.get("content-length") ?? 0) > BODY_LIMIT) return tooLarge();
  const body = await request.text();
  if (body.length > BODY_LIMIT) return tooLarge();
  try {
    verify(body, request.headers, secrets);
  } catch (error) {
    if (error instanceof SignatureError) return refusal(401, "AUTH_FAILED", error.message);
    throw error;
  }
  const asked = ValidateTeam.safeParse(parseJson(body));
  if (asked.success) return Response.json(judge(asked.data));
  const fields = asked.error.issues.map(({ path, message }) => ({ path: path.join("."), message }));
  return refusal(400, "INVALID_BODY", "Cannot validate the team: the body is malformed", fields);
}

function tooLarge(): Response {
  return refusal(413, "TOO_LARGE", `Cannot read the body: it is over ${BODY_LIMIT} bytes`);
}

type Fields = NonNullable<ErrorBody["error"]["fields"]>;

function refusal(status: number, code: string, message: string, fields?: Fields): Response {
  const body: ErrorBody = { error: { code, message, ...(fields && { fields }) } };
  return Response.json(body, { status });
}
