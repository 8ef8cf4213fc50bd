import * as z from "zod";
import { sign } from "../../functions/_shared/auth/signature.ts";
import type { FormatId, UserId } from "../../functions/_shared/schema/ids.ts";
import {
  EnterAnswer,
  type MatchmakingRequest,
  PairAnswer,
  RenewAnswer,
} from "../../functions/_shared/schema/matchmaking.ts";

/** Claims in one message at the most. */
export const CLAIMS_LIMIT = 1000;
const TIMEOUT = 8_000;

/** The function did not answer, or not as it should: what became of the request is not known. */
export class StoreUnavailable extends Error {
  override readonly name = "StoreUnavailable";
}

interface Side {
  user: UserId;
  claim: string;
  team: string | null;
}

export interface EnterRequest {
  claim: string;
  user: UserId;
  format: FormatId;
  teamId: string | null;
  resume: boolean;
}

export interface PairRequest {
  pair: string;
  format: FormatId;
  p1: Side;
  p2: Side;
}

/** Who waits and who plays, as the database has it. Each throws `StoreUnavailable` when it cannot be asked. */
export interface Matchmaking {
  enter(request: EnterRequest): Promise<EnterAnswer>;
  leave(claims: string[]): Promise<void>;
  /** Keeps claims from expiring. @returns those that are still held */
  renew(claims: string[]): Promise<string[]>;
  pair(request: PairRequest): Promise<PairAnswer>;
}

export interface MatchmakingOptions {
  supabaseUrl: string;
  secrets: readonly string[];
  fetch: typeof fetch;
  now: () => number;
  newId: () => string;
}

/** Speaks with the function `matchmaking`; each request is signed. */
export function connectMatchmaking(options: MatchmakingOptions): Matchmaking {
  const { supabaseUrl, secrets, now, newId } = options;
  const ask = async <Answer>(request: MatchmakingRequest, answer: z.ZodType<Answer>): Promise<Answer> => {
    const body = JSON.stringify(request);
    const failed = (why: string, cause?: unknown) =>
      new StoreUnavailable(`Cannot ask matchmaking to ${request.op}: ${why}`, { cause });
    try {
      const response = await options.fetch(`${supabaseUrl}/functions/v1/matchmaking`, {
        method: "POST",
        headers: { "content-type": "application/json", ...sign(body, secrets, newId(), now()) },
        body,
        signal: AbortSignal.timeout(TIMEOUT),
      });
      const text = await response.text();
      if (!response.ok) throw failed(`it answered ${response.status} ${text.slice(0, 200)}`);
      return answer.parse(JSON.parse(text));
    } catch (error) {
      if (error instanceof StoreUnavailable) throw error;
      throw failed(error instanceof Error ? error.message : String(error), error);
    }
  };
  return {
    enter: (request) => ask({ op: "enter", v: 1, ...request }, EnterAnswer),
    leave: async (claims) => {
      await ask({ op: "leave", v: 1, claims }, z.unknown());
    },
    renew: async (claims) => (await ask({ op: "renew", v: 1, claims }, RenewAnswer)).held,
    pair: (request) => ask({ op: "pair", v: 1, ...request }, PairAnswer),
  };
}
