import { pooledMap } from "deno-std/async/pool.js";
import { refreshStats, type StatsDeps } from "../_edge/stats.ts";
import type { BattleResult, Completion, Store } from "../_edge/store.ts";
import { readMessage } from "../_shared/queue/message.ts";
import { failedBy, type Outcome } from "../_shared/queue/outcome.ts";
import { BattleResultMessage, type ClaimedJob } from "../_shared/schema/queue.ts";
import { readAhead } from "./read-ahead.ts";
import { type Reading, type ReplayDeps, readResult, type Work } from "./replay.ts";

export interface BatchDeps extends ReplayDeps, StatsDeps {
  store: StatsDeps["store"] & Pick<Store, "battlesToComplete" | "completeBattles">;
  /** Collects the tags of the views that change. */
  changes: Set<string>;
}

type Outcomes = Map<ClaimedJob, Outcome>;

/** Replays that are fetched at once. */
const CONCURRENCY = 4;

/**
 * Turns the replays of a batch into results, and counts these together: with two queries, however many there are. A
 * replay that takes too long is read once more when the others are counted, alone and with more time.
 */
export async function handleResults(jobs: ClaimedJob[], deps: BatchDeps): Promise<Outcome[]> {
  const outcomes: Outcomes = new Map();
  const messages = readMessages(jobs, outcomes);
  // While the database is asked about the battles.
  const files = readAhead(firstPaths(messages), deps.files);
  const works = await findBattles(messages, deps, outcomes);
  const slow: Work[] = [];
  const results: BattleResult[] = [];
  const readings = pooledMap(CONCURRENCY, works, async (work: Work) => ({
    work,
    reading: await readResult(work, { ...deps, files }, "usual"),
  }));
  for await (const { work, reading } of readings as AsyncIterable<{ work: Work; reading: Reading }>) {
    if (reading.kind === "result") results.push(reading.result);
    else if (reading.kind === "slow") slow.push(work);
    else outcomes.set(work.job, reading);
  }
  await count(results, works, deps, outcomes);
  for (const work of slow) {
    const reading = await readResult(work, deps, "patient");
    if (reading.kind === "result") await count([reading.result], works, deps, outcomes);
    else if (reading.kind !== "slow") outcomes.set(work.job, reading);
  }
  return jobs.map((job) => outcomes.get(job) ?? failedBy("its result was not counted"));
}

type Messages = Map<ClaimedJob, BattleResultMessage>;

/** What the jobs say; those that say nothing have their outcome at once. */
function readMessages(jobs: ClaimedJob[], outcomes: Outcomes): Messages {
  const messages: Messages = new Map();
  for (const job of jobs) {
    const read = readMessage(job.message, BattleResultMessage);
    if ("outcome" in read) outcomes.set(job, read.outcome);
    else messages.set(job, read.message);
  }
  return messages;
}

/** The replays that are read first: no more of them at once than usual. */
function firstPaths(messages: Messages): string[] {
  const paths = new Set([...messages.values()].flatMap(({ replay_path }) => replay_path ?? []));
  return [...paths].slice(0, CONCURRENCY);
}

/** The battles that the jobs are about; those that are about none have their outcome at once. */
async function findBattles(messages: Messages, { store }: BatchDeps, outcomes: Outcomes): Promise<Work[]> {
  if (messages.size === 0) return [];
  const ids = new Set([...messages.values()].map((message) => message.battle_id));
  const found = await store.battlesToComplete([...ids]);
  const battles = new Map(found.map((battle) => [battle.id, battle]));
  return [...messages].flatMap(([job, { battle_id: id }]) => {
    const battle = battles.get(id);
    if (battle) return [{ job, battle }];
    outcomes.set(job, { kind: "dead", reason: `There is no battle '${id}'` });
    return [];
  });
}

/** Counts results, and notes what became of their jobs and which views have changed. */
async function count(
  results: BattleResult[],
  works: Work[],
  deps: BatchDeps,
  outcomes: Outcomes,
): Promise<void> {
  if (results.length === 0) return;
  const jobs = new Map(works.map((work) => [work.job.msg_id, work]));
  let completions: Completion[];
  try {
    completions = await deps.store.completeBattles(results);
  } catch (error) {
    for (const { job } of results) outcomes.set(job, failedBy(error));
    return;
  }
  const unqueued = new Set<string>();
  for (const completion of completions) {
    const work = jobs.get(completion.msg_id);
    if (!work) continue;
    outcomes.set(work.job, outcomeOf(completion));
    if (completion.status === "completed" || completion.status === "already") note(completion, work, deps);
    if (completion.inline !== undefined) unqueued.add(completion.inline);
  }
  for (const season of unqueued) await refreshStats(season, null, deps);
}

function outcomeOf({ status, error }: Completion): Outcome {
  switch (status) {
    case "completed":
    case "already":
      return { kind: "settled" };
    case "stale":
      return { kind: "settled", stale: true };
    case "moved":
      return { kind: "snooze", reason: "A player's rating has changed meanwhile", afterSeconds: 0 };
    case "refused":
      return { kind: "dead", reason: error ?? "The database refuses the result" };
    case "failed":
      return { kind: "retry", error: error ?? "The database failed" };
  }
}

function note({ status }: Completion, { job, battle }: Work, { changes, log }: BatchDeps): void {
  const { season_id: season, format, ratings } = battle;
  changes.add("battles");
  if (season !== null) changes.add(`standings:${season}`).add(`matches:${season}`);
  if (ratings !== null) changes.add(`leaderboard:${format}`);
  const { correlation_id } = BattleResultMessage.parse(job.message);
  log.info(`Battle ${status}`, { job_id: job.job_id, correlation_id, battle_id: battle.id });
}
