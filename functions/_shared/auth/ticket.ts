import { errors, jwtVerify, SignJWT } from "jose";
import { TicketClaims } from "../schema/rooms.ts";

const ALGORITHM = "HS256";
const AUDIENCE = "plateau:seat";

/** Why a ticket is not accepted. The message may be shown to its holder. */
export class TicketError extends Error {
  override readonly name = "TicketError";
}

export interface IssueOptions {
  /** Milliseconds since the epoch. */
  now: number;
  /** @default 60 */
  ttlSeconds?: number;
}

/**
 * Issues a seat ticket: a short-lived HS256 token that names user, battle and seat.
 *
 * @param secret at least 32 characters
 */
export async function issueTicket(
  claims: TicketClaims,
  secret: string,
  { now, ttlSeconds = 60 }: IssueOptions,
): Promise<string> {
  const issuedAt = Math.floor(now / 1000);
  const { sub, jti, ...rest } = claims;
  return await new SignJWT(rest)
    .setProtectedHeader({ alg: ALGORITHM })
    .setSubject(sub)
    .setJti(jti)
    .setAudience(AUDIENCE)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + ttlSeconds)
    .sign(key(secret));
}

/**
 * Verifies a seat ticket. That it is used once is for the room to see to, by `jti`.
 *
 * @param now milliseconds since the epoch
 * @throws {TicketError} when the token is malformed, expired, for something else, or not ours
 */
export async function verifyTicket(token: string, secret: string, now: number): Promise<TicketClaims> {
  try {
    const { payload } = await jwtVerify(token, key(secret), {
      algorithms: [ALGORITHM],
      audience: AUDIENCE,
      currentDate: new Date(now),
      requiredClaims: ["exp", "jti", "sub"],
    });
    const claims = TicketClaims.safeParse(payload);
    if (claims.success) return claims.data;
    throw new TicketError("Cannot accept the ticket: its claims are malformed", { cause: claims.error });
  } catch (error) {
    if (error instanceof errors.JWTExpired) {
      throw new TicketError("Cannot accept the ticket: it has expired", { cause: error });
    }
    if (error instanceof errors.JOSEError) {
      throw new TicketError(`Cannot accept the ticket: ${error.message}`, { cause: error });
    }
    throw error;
  }
}

function key(secret: string): Uint8Array {
  if (secret.length < 32) {
    throw new Error(`Cannot use PLATEAU_TICKET_SECRET: it has ${secret.length} characters and needs 32`);
  }
  return new TextEncoder().encode(secret);
}
