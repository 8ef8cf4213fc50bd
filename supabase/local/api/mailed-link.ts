import { randomUUID } from "node:crypto";
import { decodeJwt } from "jose";
import type pg from "pg";
import * as z from "zod";

/**
 * GoTrue's PKCE for mailed links, which `@supabase/lite` has for OAuth alone: whoever opens the link is given a code,
 * and only the browser that asked for the mail can change it for a session.
 */

/** The parts of a request for a mail that tell who asks. */
const Asked = z.object({
  email: z.string(),
  code_challenge: z.union([z.literal(""), z.string().regex(/^[\w.~-]{43,128}$/)]).nullish(),
  code_challenge_method: z.union([z.literal(""), z.stringFormat("method", /^(s256|plain)$/i)]).nullish(),
});

/** Where mails with a link to come in by are asked for; each mail takes the place of the one before. */
export const MAIL_PATHS: ReadonlySet<string> = new Set(
  ["otp", "magiclink", "recover"].map((way) => `/auth/v1/${way}`),
);

/**
 * Sends such a mail by `send`, and keeps the challenge of who has asked for it in place of the one before.
 *
 * @param body as it came, parsed
 */
export async function sendLink(
  body: unknown,
  deps: { send: () => Promise<Response>; database: pg.Pool },
): Promise<Response> {
  const asked = Asked.safeParse(body);
  if (!asked.success) {
    // Without an address Auth has words of its own.
    if (!z.object({ email: z.string() }).safeParse(body).success) return deps.send();
    const msg = "code challenge must be 43 to 128 letters, digits and -._~, and its method s256 or plain";
    return Response.json({ code: 400, error_code: "validation_failed", msg }, { status: 400 });
  }
  const answer = await deps.send();
  const { email, code_challenge, code_challenge_method } = asked.data;
  if (answer.ok) {
    await deps.database.query(
      `with asking as (
         select id from auth.users where email = lower($1)
       ), before as (
         delete from auth.flow_state f using asking a where f.user_id = a.id and f.authentication_method = 'magiclink'
       )
       insert into auth.flow_state
         (id, user_id, auth_code, authentication_method, code_challenge, code_challenge_method, provider_type)
       select $2, a.id, $3, 'magiclink', $4, $5, 'magiclink' from asking a where $4::text <> ''`,
      [
        email,
        randomUUID(),
        randomUUID(),
        code_challenge ?? "",
        (code_challenge_method || "plain").toLowerCase(),
      ],
    );
  }
  return answer;
}

/** The answer to an opened link with a code in place of its session, if the mail was asked for with a challenge. */
export async function withCode(answer: Response, database: pg.Pool): Promise<Response> {
  const location = answer.headers.get("location") ?? "";
  const [target = "", fragment = ""] = location.split("#");
  const token = new URLSearchParams(fragment).get("access_token");
  if (token === null) return answer;
  const { sub, session_id } = decodeJwt<{ session_id: string }>(token);
  const { rows } = await database.query<{ code: string }>(
    // A code lasts a few minutes from its creation, and it is given out now.
    `with opened as (
       update auth.flow_state
       set auth_code_issued_at = now(), created_at = now()
       where user_id = $1 and authentication_method = 'magiclink' and auth_code_issued_at is null
       returning auth_code
     ), unused as (
       delete from auth.sessions where id = $2 and exists (select from opened)
     )
     select auth_code as code from opened`,
    [sub, session_id],
  );
  const [opened] = rows;
  if (opened === undefined) return answer;
  const headers = new Headers(answer.headers);
  headers.set("location", `${target}${target.includes("?") ? "&" : "?"}code=${opened.code}`);
  return new Response(null, { status: answer.status, headers });
}
