import { createRemoteJWKSet, customFetch, errors, type JWTVerifyGetKey, jwtVerify } from "jose";
import * as z from "zod";
import { UserId } from "../../functions/_shared/schema/ids.ts";
import { LobbyError } from "./frames.ts";

/** Tells whose access token it is. @throws {LobbyError} `AUTH_FAILED`, or `STORE_UNAVAILABLE` when nobody can tell now */
export type Identify = (token: string) => Promise<UserId>;

/**
 * What is read of an access token. The issuer is not: a project has several addresses, and its keys sign for no other.
 * `aud` and `role` set a signed-in user apart from the project's own keys, which are tokens as well.
 */
const Claims = z.object({ sub: UserId, role: z.literal("authenticated") });
const AUDIENCE = "authenticated";

export interface IdentityOptions {
  supabaseUrl: string;
  /** Verifies tokens that were signed with it (HS256), instead of the project's public keys. */
  secret: string | null;
  fetch: typeof fetch;
  /** Milliseconds since the epoch. */
  now: () => number;
  log: (event: string, fields: Record<string, unknown>) => void;
}

/** Identifies users by the access tokens that Supabase Auth gives them. */
export function identifyBy({ supabaseUrl, secret, fetch, now, log }: IdentityOptions): Identify {
  const { key, algorithms } =
    secret === null
      ? { key: publicKeys(supabaseUrl, fetch), algorithms: ["ES256", "RS256", "EdDSA"] }
      : { key: sharedKey(secret), algorithms: ["HS256"] };
  return async (token) => {
    try {
      const { payload } = await jwtVerify(token, key, {
        algorithms,
        audience: AUDIENCE,
        currentDate: new Date(now()),
        requiredClaims: ["exp", "sub"],
      });
      const claims = Claims.safeParse(payload);
      if (claims.success) return claims.data.sub;
      throw refused("it is no user's");
    } catch (error) {
      if (error instanceof LobbyError) throw error;
      if (error instanceof errors.JWTExpired) throw refused("it has expired");
      if (error instanceof errors.JOSEError && !isOurs(error)) throw refused(error.message);
      log("identify.failed", { error: String(error) });
      throw new LobbyError("STORE_UNAVAILABLE", "Cannot tell who you are now; try again in a few seconds");
    }
  };
}

function publicKeys(supabaseUrl: string, fetch: IdentityOptions["fetch"]): JWTVerifyGetKey {
  // Within the time in which a socket has to say who it is.
  const options = { timeoutDuration: 4_000, [customFetch]: fetch };
  return createRemoteJWKSet(new URL(`${supabaseUrl}/auth/v1/.well-known/jwks.json`), options);
}

function sharedKey(secret: string): JWTVerifyGetKey {
  const key = new TextEncoder().encode(secret);
  return async () => key;
}

/** Whether it was the key server, which did not answer or answered nonsense: it says nothing of the token. */
function isOurs(error: errors.JOSEError): boolean {
  const unanswered = error instanceof errors.JWKSTimeout || error.code === errors.JOSEError.code;
  return unanswered || error instanceof errors.JWKSInvalid;
}

function refused(why: string): LobbyError {
  return new LobbyError("AUTH_FAILED", `Cannot accept the token: ${why}`, { recoverable: false });
}
