import type { Log } from "../_edge/log.ts";
import { readLimits } from "../_shared/discord/limits.ts";
import type { Reply } from "../_shared/discord/reply.ts";
import { parseJson } from "../_shared/json.ts";

/** Where an answer that was put off is sent. */
export interface FollowUpTarget {
  /** `https://discord.com/api/v10` */
  api: string;
  application: string;
  token: string;
}

export interface FollowUpDeps {
  fetch: typeof fetch;
  wait: (ms: number) => Promise<void>;
  log: Log;
}

const TIMEOUT_MS = 8_000;
/** Milliseconds before each further attempt; the token is good for a quarter of an hour. */
const PAUSES = [500, 1_000, 2_000, 4_000, 8_000];
const LONGEST_PAUSE_MS = 30_000;

/** Edits the answer that was put off, or the message whose button was pressed. Never throws. */
export function editOriginal(target: FollowUpTarget, reply: Reply, deps: FollowUpDeps): Promise<void> {
  return send("PATCH", "/messages/@original", target, reply, deps);
}

/** Tells the asker alone something beside the message. Never throws. */
export function tellAsker(target: FollowUpTarget, reply: Reply, deps: FollowUpDeps): Promise<void> {
  return send("POST", "", target, { ...reply, flags: 64 }, deps);
}

async function send(
  method: "PATCH" | "POST",
  path: string,
  { api, application, token }: FollowUpTarget,
  body: object,
  deps: FollowUpDeps,
): Promise<void> {
  const url = `${api}/webhooks/${encodeURIComponent(application)}/${encodeURIComponent(token)}${path}`;
  let reason = "";
  for (const pause of [0, ...PAUSES]) {
    await deps.wait(pause);
    try {
      const response = await deps.fetch(url, {
        method,
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      const text = await response.text();
      if (response.ok) return;
      reason = `Discord answered ${response.status}`;
      if (response.status === 429) {
        const seconds = readLimits(response, parseJson(text))?.retryAfter ?? 1;
        await deps.wait(Math.min(seconds * 1000, LONGEST_PAUSE_MS));
      }
      // 404: Discord has not seen yet that the answer was put off. Any other refusal would come again.
      else if (response.status < 500 && response.status !== 404) break;
    } catch (error) {
      // Some runtimes put the address, and so the token, into a network error's message.
      const words = error instanceof Error ? error.message : String(error);
      reason = words.replaceAll(token, "***");
      // It may have been posted: an edit may be made twice, a message not.
      if (method === "POST") break;
    }
  }
  deps.log.warn("An answer to a command was not delivered", { reason });
}
