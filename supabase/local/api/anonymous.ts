import { randomUUID } from "node:crypto";
import { SignJWT } from "jose";
import type pg from "pg";
import * as z from "zod";

/** The part of GoTrue's sign-up body that an anonymous one may have. */
const SignUp = z.looseObject({
  email: z.string().optional(),
  phone: z.string().optional(),
  data: z.record(z.string(), z.unknown()).nullish(),
});

const Session = z.looseObject({
  expires_in: z.number(),
  refresh_token: z.string(),
  access_token: z.string(),
  user: z.looseObject({ id: z.uuid() }),
});
type Session = z.infer<typeof Session>;

export interface AnonymousDeps {
  /** Signs up with an address and a password, as the Auth server does. */
  signUp: (request: Request) => Promise<Response>;
  database: pg.Pool;
  jwtSecret: string;
}

/** The parsed body when the request is an anonymous sign-up, `undefined` when it is another. */
export function anonymousSignUp(body: unknown): z.infer<typeof SignUp> | undefined {
  const parsed = SignUp.safeParse(body ?? {});
  if (!parsed.success) return undefined;
  const { email = "", phone = "" } = parsed.data;
  return email === "" && phone === "" ? parsed.data : undefined;
}

/**
 * GoTrue's anonymous sign-in, which `@supabase/lite` lacks: a user without an address, and a token with `is_anonymous`.
 * The user is signed up under a random address that is then taken away again.
 */
export async function signInAnonymously(
  request: Request,
  data: Record<string, unknown>,
  deps: AnonymousDeps,
): Promise<Response> {
  const headers = new Headers(request.headers);
  headers.delete("content-length");
  headers.set("content-type", "application/json");
  const body = JSON.stringify({ email: `${randomUUID()}@anonymous.invalid`, password: randomUUID(), data });
  const answer = await deps.signUp(new Request(request.url, { method: "POST", headers, body }));
  if (!answer.ok) return answer;
  const session = Session.parse(await answer.json());
  await takeAddressAway(deps.database, session.user.id, data);
  const kept = new Headers(answer.headers);
  kept.delete("content-length");
  return Response.json(await anonymousSession(session, data, deps.jwtSecret), { headers: kept });
}

async function takeAddressAway(
  database: pg.Pool,
  user: string,
  data: Record<string, unknown>,
): Promise<void> {
  await database.query(
    `with identity as (delete from auth.identities where user_id = $1)
     update auth.users
     set is_anonymous = true, email = null, encrypted_password = '', email_confirmed_at = null,
       raw_user_meta_data = $2, raw_app_meta_data = '{}'
     where id = $1`,
    [user, JSON.stringify(data)],
  );
}

/** Gives a refreshed session of an anonymous user what GoTrue's has; leaves other answers alone. */
export async function refreshed(answer: Response, deps: Omit<AnonymousDeps, "signUp">): Promise<Response> {
  if (!answer.ok) return answer;
  const body: unknown = await answer.json();
  const headers = new Headers(answer.headers);
  headers.delete("content-length");
  const session = Session.safeParse(body);
  if (!session.success) return Response.json(body, { status: answer.status, headers });
  const { rows } = await deps.database.query<{ data: Record<string, unknown> | null }>(
    "select raw_user_meta_data as data from auth.users where id = $1 and is_anonymous",
    [session.data.user.id],
  );
  const [anonymous] = rows;
  if (anonymous === undefined) return Response.json(body, { status: answer.status, headers });
  return Response.json(await anonymousSession(session.data, anonymous.data ?? {}, deps.jwtSecret), {
    headers,
  });
}

async function anonymousSession(
  session: Session,
  data: Record<string, unknown>,
  secret: string,
): Promise<Session> {
  const [, claimsPart = ""] = session.access_token.split(".");
  const claims = z.looseObject({}).parse(JSON.parse(Buffer.from(claimsPart, "base64url").toString("utf8")));
  const now = Math.floor(Date.now() / 1000);
  const access_token = await new SignJWT({
    ...claims,
    email: "",
    phone: "",
    app_metadata: {},
    user_metadata: data,
    amr: [{ method: "anonymous", timestamp: now }],
    is_anonymous: true,
  })
    .setProtectedHeader({ alg: "HS256", typ: "JWT" })
    .sign(new TextEncoder().encode(secret));
  const { email_confirmed_at: _email, confirmed_at: _confirmed, ...user } = session.user;
  return {
    ...session,
    access_token,
    user: { ...user, email: "", app_metadata: {}, user_metadata: data, identities: [], is_anonymous: true },
  };
}
