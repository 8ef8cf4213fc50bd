import { randomUUID } from "node:crypto";
import type { Log } from "../../functions/_edge/log.ts";
import type { Battle } from "../../functions/_edge/store.ts";
import { sign } from "../../functions/_shared/auth/signature.ts";
import type { QueuePort, Settlement } from "../../functions/_shared/queue/consume.ts";
import { BattleId, CorrelationId, FormatId, MatchId, UserId } from "../../functions/_shared/schema/ids.ts";
import { ClaimedJob } from "../../functions/_shared/schema/queue.ts";
import { FRIENDLY_RULES } from "../../functions/_shared/schema/rules.ts";
import { WEBHOOK_SECRET } from "./battles.ts";
import { told } from "./queue.ts";

export const SERVICE_KEY = "sb_secret_of-the-tests";

/** A row of `battles` as functions read it: an open battle of a match between two users. */
export function battleRow(more: Partial<Battle> = {}): Battle {
  return {
    id: BattleId.parse("match-abc"),
    match_id: MatchId.parse(randomUUID()),
    format: FormatId.parse("gen9randombattle"),
    status: "waiting",
    origin: "room",
    rated: false,
    rules: FRIENDLY_RULES,
    bot: null,
    game: 1,
    p1_user: UserId.parse(randomUUID()),
    p2_user: UserId.parse(randomUUID()),
    p1_name: "Ann",
    p2_name: "Bob",
    winner_seat: null,
    end_type: null,
    turns: null,
    replay_path: null,
    correlation_id: CorrelationId.parse(randomUUID()),
    ...more,
  };
}

/** A claimed message about a battle or a match. */
export function claimedJob(
  kind: string,
  subject: Record<string, string>,
  more: Partial<ClaimedJob> = {},
): ClaimedJob {
  const id = randomUUID();
  const message = {
    kind,
    v: 1,
    id,
    occurred_at: new Date().toISOString(),
    correlation_id: randomUUID(),
    ...subject,
  };
  return ClaimedJob.parse({
    job_id: id,
    msg_id: 1,
    read_ct: 1,
    attempts: 1,
    max_attempts: 5,
    backoff_base: 2,
    backoff_cap: 300,
    message,
    ...more,
  });
}

/** A log that keeps what it is told, and a queue port that hands out `jobs` once; both record their calls. */
export function recorder(jobs: ClaimedJob[] = []) {
  const calls: unknown[][] = [];
  const record =
    <Result>(name: string, result: Result) =>
    async (...args: unknown[]): Promise<Result> => {
      calls.push([name, ...args]);
      return result;
    };
  const lines: string[] = [];
  const write = (level: string) => (message: string) => void lines.push(`${level}: ${message}`);
  const log: Log = {
    info: write("info"),
    warn: write("warn"),
    error: write("error"),
    operator: write("operator"),
  };
  let batch = jobs;
  const queue = (): QueuePort => ({
    claim: async () => {
      const claimed = batch;
      batch = [];
      return claimed;
    },
    settle: async (items: Settlement[]) => {
      for (const item of items) calls.push(told(item));
      return items.map(() => true);
    },
    beat: async () => undefined,
    leave: async () => true,
  });
  return { calls, record, lines, log, queue };
}

/** A POST as rooms and lobbies send it. */
export function signedCall(message: unknown, { secret = WEBHOOK_SECRET, now = Date.now() } = {}): Request {
  const body = JSON.stringify(message);
  const headers = { ...sign(body, [secret], randomUUID(), now) };
  return new Request("http://functions.test/", { method: "POST", headers, body });
}

/** A POST as the scheduler sends it. */
export function serviceCall(key = SERVICE_KEY): Request {
  return new Request("http://functions.test/", { method: "POST", headers: { apikey: key }, body: "{}" });
}
