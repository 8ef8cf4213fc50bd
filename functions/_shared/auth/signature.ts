import { Webhook } from "standardwebhooks";

/** The headers of a signed request. */
export interface SignatureHeaders {
  "webhook-id": string;
  "webhook-timestamp": string;
  "webhook-signature": string;
}

/** Why a request is not believed. */
export class SignatureError extends Error {
  override readonly name = "SignatureError";
}

/** Splits `PLATEAU_WEBHOOK_SECRETS`: the first secret signs, all verify, so that a secret can be replaced without a gap. */
export function webhookSecrets(text: string | undefined): string[] {
  const secrets = (text ?? "").split(/\s+/).filter(Boolean);
  if (secrets.length === 0) throw new Error("Cannot sign or verify: PLATEAU_WEBHOOK_SECRETS is empty");
  return secrets;
}

/**
 * Signs a body as Standard Webhooks does: HMAC-SHA256 over `id.timestamp.body`.
 *
 * @param id names the message: the same in every delivery of it
 * @param now milliseconds since the epoch
 */
export function sign(body: string, secrets: readonly string[], id: string, now: number): SignatureHeaders {
  const [secret] = secrets;
  if (secret === undefined) throw new Error("Cannot sign: there is no secret");
  return {
    "webhook-id": id,
    "webhook-timestamp": String(Math.floor(now / 1000)),
    "webhook-signature": new Webhook(secret).sign(id, new Date(now), body),
  };
}

/**
 * Verifies a signed body against each secret, in constant time, within five minutes of this machine's clock.
 *
 * @returns the message's id
 * @throws {SignatureError} when a header is missing, the time is off, or no secret made the signature
 */
export function verify(body: string, headers: Headers, secrets: readonly string[]): string {
  const signed: SignatureHeaders = {
    "webhook-id": headers.get("webhook-id") ?? "",
    "webhook-timestamp": headers.get("webhook-timestamp") ?? "",
    "webhook-signature": headers.get("webhook-signature") ?? "",
  };
  if (!/^\d{1,12}$/.test(signed["webhook-timestamp"])) {
    throw new SignatureError("Cannot verify: the webhook-timestamp header is missing or no number");
  }
  // A secret that cannot be read is our fault, not the sender's: outside the try.
  const webhooks = secrets.map((secret) => new Webhook(secret));
  let cause: unknown;
  for (const webhook of webhooks) {
    try {
      webhook.verify(body, { ...signed }, { jsonParse: false });
      return signed["webhook-id"];
    } catch (error) {
      cause = error;
    }
  }
  const reason = cause instanceof Error ? cause.message : "there is no secret";
  throw new SignatureError(`Cannot verify the signature: ${reason}`, { cause });
}
