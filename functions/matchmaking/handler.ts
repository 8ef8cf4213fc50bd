import type { AdmissionDeps } from "../_edge/admission.ts";
import { requireSignature } from "../_edge/auth.ts";
import type { Log } from "../_edge/log.ts";
import { answering, parseBody, Refusal, readBody, refusalOf, requirePost } from "../_edge/respond.ts";
import type { Store } from "../_edge/store.ts";
import { offeredFormat } from "../_shared/battle/formats.ts";
import type { FormatId } from "../_shared/schema/ids.ts";
import {
  type EnterAnswer,
  MatchmakingRequest,
  type PairAnswer,
  type RenewAnswer,
} from "../_shared/schema/matchmaking.ts";
import { type PairingDeps, pair } from "./pairing.ts";

/** Two teams of 30,000 characters, whatever their alphabet. */
const BODY_LIMIT = 256 * 1024;

export interface MatchmakingDeps extends AdmissionDeps, PairingDeps {
  webhookSecrets: readonly string[];
  store: PairingDeps["store"] & Pick<Store, "enterLadder" | "leaveLadder" | "renewLadder">;
  log: Log;
}

type Answer = EnterAnswer | RenewAnswer | PairAnswer | { status: "left" };

/**
 * Answers a lobby: who may wait, who still does, and the battle of two who do. The database decides; where it cannot be
 * asked the answer is 503 STORE_UNAVAILABLE, and nothing has changed. Everything may be said twice.
 */
export function handleMatchmaking(request: Request, deps: MatchmakingDeps): Promise<Response> {
  return answering(
    async () => {
      requirePost(request);
      const body = await readBody(request, BODY_LIMIT);
      requireSignature(body, request.headers, deps.webhookSecrets);
      const asked = parseBody(body, MatchmakingRequest);
      try {
        return Response.json(await answer(asked, deps));
      } catch (error) {
        throw refusalOf(error);
      }
    },
    (error) => deps.log.error("Cannot answer the lobby", { error }),
  );
}

async function answer(asked: MatchmakingRequest, deps: MatchmakingDeps): Promise<Answer> {
  const { store, log } = deps;
  switch (asked.op) {
    case "enter": {
      requireOffered(asked.format);
      const answer = await store.enterLadder(asked);
      const { user, format, resume } = asked;
      log.info(`Ladder: ${answer.status}`, { user_id: user, format, resume });
      return answer;
    }
    case "leave":
      await store.leaveLadder(asked.claims);
      return { status: "left" };
    case "renew":
      return { held: await store.renewLadder(asked.claims) };
    case "pair":
      requireOffered(asked.format);
      return await pair(asked, deps);
  }
}

function requireOffered(format: FormatId): void {
  if (offeredFormat(format)) return;
  throw new Refusal(400, "UNKNOWN_FORMAT", `Cannot queue for '${format}': no ladder has this format`);
}
