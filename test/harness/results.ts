import { readFileSync } from "node:fs";
import type { Rooms } from "../../functions/_edge/rooms.ts";
import type { BattleResult, Completion, EndedBattle } from "../../functions/_edge/store.ts";
import { BattleId, FormatId } from "../../functions/_shared/schema/ids.ts";
import type { ClaimedJob } from "../../functions/_shared/schema/queue.ts";
import { handleProcessResults, type ProcessResultsDeps } from "../../functions/process-results/handler.ts";
import { claimedJob, recorder, SERVICE_KEY, serviceCall } from "./functions.ts";

/** A replay of 32 turns that p2 wins. */
export const LOG = readFileSync(`${import.meta.dirname}/../fixtures/replays/singles.log`, "utf8");
/** Long enough for the parser to look at the clock. */
const LONG_LOG = `${"|\n".repeat(600)}${LOG}`;
/** Who plays p1 in it. */
export const P1_NAME = /^\|player\|p1\|([^|]+)/m.exec(LOG)?.[1] ?? "";
export const SEASON = "33333333-3333-4333-8333-333333333333";

/** What the database tells of the battle that the replay is of. */
export const ended = (more: Partial<EndedBattle> = {}): EndedBattle => ({
  id: BattleId.parse("match-abc"),
  status: "ended",
  format: FormatId.parse("gen9ou"),
  season_id: SEASON,
  winner_seat: "p2",
  end_type: "win",
  turns: 32,
  replay_path: "match-abc.log",
  truth: null,
  seats_swapped: false,
  ratings: null,
  ...more,
});
/** A job about it, or about another one. */
export const job = (more?: Partial<ClaimedJob>, battle = "match-abc") =>
  claimedJob("battle.completed", { battle_id: battle }, more);
/** A new player's rating. */
export const rating = { elo: 1000, glicko: 1500, deviation: 130, volatility: 0.0173, version: 4 };

export interface Run {
  battles?: EndedBattle[];
  jobs?: ClaimedJob[];
  /** The replay; `null`: there is none. The one at `slow.log` is long. */
  log?: string | null;
  /** What the database says of each result, beside its message. */
  completion?: Omit<Completion, "msg_id">;
  store?: Partial<ProcessResultsDeps["store"]>;
  answer?: Awaited<ReturnType<Rooms["invalidate"]>>;
  now?: () => number;
}

/** Runs the consumer once; gives its answer, what it asked for in its order, and the results that it counted. */
export async function run({
  battles = [ended()],
  jobs = [job()],
  log = LOG as string | null,
  completion = { status: "completed" },
  store = {},
  answer = { kind: "accepted" },
  now = () => 0,
}: Run = {}) {
  const { calls, record, lines, log: logger, queue } = recorder(jobs);
  const results: BattleResult[][] = [];
  const deps: ProcessResultsDeps = {
    secretKeys: [SERVICE_KEY],
    store: {
      queue,
      battlesToComplete: async (ids) => {
        calls.push(["read", ids]);
        return battles;
      },
      requestInvalidation: async () => null,
      completeBattles: async (given) => {
        calls.push(["complete", given.map((result) => result.job.msg_id)]);
        results.push(given);
        return given.map((result) => ({ msg_id: result.job.msg_id, ...completion }));
      },
      refreshStat: async (stat, season) => {
        calls.push(["refresh", stat, season]);
        return { changed: true, tags: [] };
      },
      ...store,
    },
    files: { replay: async (path) => (path === "slow.log" ? LONG_LOG : log) },
    rooms: { invalidate: record("invalidate", answer) },
    log: logger,
    now,
    random: () => 0,
    keepAlive: () => undefined,
  };
  const response = await handleProcessResults(serviceCall(), deps);
  const counts = await response.json();
  return { status: response.status, counts, calls, results, lines, deps };
}

/** A clock that goes forward by so many milliseconds whenever it is looked at. */
export function ticking(ms: number): () => number {
  let time = 0;
  return () => {
    time += ms;
    return time;
  };
}
