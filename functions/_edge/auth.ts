import type { SupabaseClient } from "@supabase/supabase-js";
import { timingSafeEqual } from "deno-std/crypto/timing_safe_equal.js";
import { SignatureError, verify } from "../_shared/auth/signature.ts";
import { UserId } from "../_shared/schema/ids.ts";
import { Refusal } from "./respond.ts";

/** Whether the request bears a service key, compared in constant time. */
export async function isService(request: Request, secretKeys: readonly string[]): Promise<boolean> {
  const given = request.headers.get("apikey");
  if (!given) return false;
  // Digests have one length, so the comparison tells nothing of the keys' lengths either.
  const digest = await sha256(given);
  let found = false;
  for (const key of secretKeys) found = timingSafeEqual(digest, await sha256(key)) || found;
  return found;
}

export async function requireService(request: Request, secretKeys: readonly string[]): Promise<void> {
  if (await isService(request, secretKeys)) return;
  throw new Refusal(401, "UNAUTHORIZED", "Cannot accept the call: the apikey header is not the secret key");
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
    const { data, error } = await client.auth.getClaims(token);
    if (error) {
      const refused = error.status !== undefined && error.status >= 400 && error.status < 500;
      if (refused || /jwt|token/i.test(error.name + error.message)) return null;
      throw new Error(`Cannot ask who the user is: ${error.message}`, { cause: error });
    }
    const user = UserId.safeParse(data?.claims.sub);
    return user.success && data?.claims.role === "authenticated" ? user.data : null;
  };
}

/** The bearer token of a request, `null` without one. A key is not a token. */
export function bearer(request: Request): string | null {
  const token = request.headers.get("authorization")?.match(/^Bearer\s+(\S+)$/i)?.[1];
  return token && !token.startsWith("sb_") ? token : null;
}

async function sha256(text: string): Promise<ArrayBuffer> {
  return await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
}
