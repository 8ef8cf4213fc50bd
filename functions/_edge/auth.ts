import type { SupabaseClient } from "@supabase/supabase-js";
import { timingSafeEqual } from "deno-std/crypto/timing_safe_equal.js";
import { decodeJwt, decodeProtectedHeader } from "jose";
import { SignatureError, verify } from "../_shared/auth/signature.ts";
import { UserId } from "../_shared/schema/ids.ts";
import { Refusal } from "./respond.ts";
import { StoreFailure } from "./store.ts";

/** Whether the request bears a service key. */
export async function isService(request: Request, secretKeys: readonly string[]): Promise<boolean> {
  const given = request.headers.get("apikey");
  return given ? await isKnown(given, secretKeys) : false;
}

/** Whether it is one of the secrets, compared in constant time. */
export async function isKnown(given: string, secrets: readonly string[]): Promise<boolean> {
  // Digests have one length, so the comparison tells nothing of the secrets' lengths either.
  const digest = await sha256(given);
  let found = false;
  for (const secret of secrets) found = timingSafeEqual(digest, await sha256(secret)) || found;
  return found;
}

export async function requireService(request: Request, secretKeys: readonly string[]): Promise<void> {
  if (await isService(request, secretKeys)) return;
  throw new Refusal(401, "UNAUTHORIZED", "Cannot accept the call: the apikey header is not the secret key");
}

/** Who asks: a user, or the service (`null`). */
export type Caller = UserId | null;

export interface CallerDeps {
  secretKeys: readonly string[];
  identify: Identify;
}

/**
 * Tells who asks; refuses whoever is neither the service nor a user.
 *
 * @param what is refused, as in "Cannot open a battle"
 */
export async function requireCaller(
  request: Request,
  { secretKeys, identify }: CallerDeps,
  what: string,
): Promise<Caller> {
  if (await isService(request, secretKeys)) return null;
  const token = bearer(request);
  const user = token && (await identify(token));
  if (user) return user;
  throw new Refusal(401, "UNAUTHORIZED", `${what}: sign in first, then send your access token`);
}

/** Refuses a body that no room signed. */
export function requireSignature(body: string, headers: Headers, secrets: readonly string[]): void {
  try {
    verify(body, headers, secrets);
  } catch (error) {
    if (error instanceof SignatureError) throw new Refusal(401, "INVALID_SIGNATURE", error.message);
    throw error;
  }
}

/** Tells whose token it is, or `null` when it is nobody's. */
export type Identify = (token: string) => Promise<UserId | null>;

/** Identifies users by Supabase Auth: with its public keys where it has them, by asking it otherwise. */
export function identifyBy(client: SupabaseClient): Identify {
  return async (token) => {
    if (!isToken(token)) return null;
    const { data, error } = await client.auth.getClaims(token);
    if (error) {
      const refused = error.status !== undefined && error.status >= 400 && error.status < 500;
      if (refused || /jwt|token/i.test(error.name + error.message)) return null;
      throw new StoreFailure(`Cannot ask who the user is: ${error.message}`, { cause: error });
    }
    const user = UserId.safeParse(data?.claims.sub);
    return user.success && data?.claims.role === "authenticated" ? user.data : null;
  };
}

/** Whether it can be read at all: Auth's client throws at what cannot. */
function isToken(text: string): boolean {
  try {
    return decodeProtectedHeader(text).alg !== undefined && decodeJwt(text).sub !== "";
  } catch {
    return false;
  }
}

/** The bearer token of a request, `null` without one. A key is not a token. */
export function bearer(request: Request): string | null {
  const token = request.headers.get("authorization")?.match(/^Bearer\s+(\S+)$/i)?.[1];
  return token && !token.startsWith("sb_") ? token : null;
}

async function sha256(text: string): Promise<ArrayBuffer> {
  return await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
}
