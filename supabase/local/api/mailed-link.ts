import { randomUUID } from "node:crypto";
import { decodeJwt } from "jose";
import type pg from "pg";
import * as z from "zod";

/**
 * GoTrue's PKCE for mailed links, which `@supabase/lite` has for OAuth alone: whoever opens the link is given a code,
 * and only the browser that asked for the mail can change it for a session.
 */

const Asked = z.object({
  email: z.string(),
  code_challenge: z.string().regex(/^[\w.~-]{43,128}$/),
  code_challenge_method: z.literal("s256"),
});

/** Minutes in which a link is opened. */
const LASTS = 60;

/** Keeps the challenge of the browser that has asked for a link, in place of the one that the user asked with before. */
export async function keepChallenge(body: unknown, database: pg.Pool): Promise<void> {
  const asked = Asked.safeParse(body);
  if (!asked.success) return;
  const { email, code_challenge, code_challenge_method } = asked.data;
  await database.query(
    `with asking as (
       select id from auth.users where email = lower($1)
     ), before as (
       delete from auth.flow_state f using asking a where f.user_id = a.id and f.authentication_method = 'magiclink'
     )
     insert into auth.flow_state
       (id, user_id, auth_code, authentication_method, code_challenge, code_challenge_method, provider_type)
     select $2, a.id, $3, 'magiclink', $4, $5, 'magiclink' from asking a`,
    [email, randomUUID(), randomUUID(), code_challenge, code_challenge_method],
  );
}

/** The answer to an opened link with a code in place of its session, if the mail was asked for with a challenge. */
export async function withCode(answer: Response, database: pg.Pool): Promise<Response> {
  const location = answer.headers.get("location") ?? "";
  const [target = "", fragment = ""] = location.split("#");
  const token = new URLSearchParams(fragment).get("access_token");
  if (token === null) return answer;
  const { sub, session_id } = decodeJwt<{ session_id: string }>(token);
  const { rows } = await database.query<{ code: string }>(
    `with opened as (
       update auth.flow_state
       set auth_code_issued_at = now()
       where user_id = $1 and authentication_method = 'magiclink' and auth_code_issued_at is null
         and created_at > now() - make_interval(mins => $3)
       returning auth_code
     ), unused as (
       delete from auth.sessions where id = $2 and exists (select from opened)
     )
     select auth_code as code from opened`,
    [sub, session_id, LASTS],
  );
  const [opened] = rows;
  if (opened === undefined) return answer;
  const headers = new Headers(answer.headers);
  headers.set("location", `${target}${target.includes("?") ? "&" : "?"}code=${opened.code}`);
  return new Response(null, { status: answer.status, headers });
}
