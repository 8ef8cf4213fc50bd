import { sign } from "../../functions/_shared/auth/signature.ts";
import { parseJson } from "../../functions/_shared/json.ts";
import type { Answer } from "./outbox.ts";

const DELIVERY_TIMEOUT = 10_000;

/** Delivers events to `battle-events`, signed anew for each attempt. */
export function delivery(
  supabaseUrl: string,
  secrets: readonly string[],
  now: () => number,
): (id: string, body: string) => Promise<Answer> {
  return async (id, body) => {
    const response = await fetch(`${supabaseUrl}/functions/v1/battle-events`, {
      method: "POST",
      headers: { "content-type": "application/json", ...sign(body, secrets, id, now()) },
      body,
      signal: AbortSignal.timeout(DELIVERY_TIMEOUT),
    });
    return { status: response.status, body: parseJson(await response.text()) };
  };
}
