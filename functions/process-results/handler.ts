import { answerConsumer, type ConsumerDeps } from "../_edge/consumer.ts";
import type { Files } from "../_edge/files.ts";
import { tellPages } from "../_edge/pages.ts";
import type { Rooms } from "../_edge/rooms.ts";
import { type EndedBattle, type Store, StoreError } from "../_edge/store.ts";
import { parseReplay } from "../_shared/battle/parse.ts";
import type { Outcome } from "../_shared/queue/consume.ts";
import { readMessage } from "../_shared/queue/message.ts";
import { BattleResultMessage, type ClaimedJob } from "../_shared/schema/queue.ts";

export interface ProcessResultsDeps extends ConsumerDeps {
  store: Pick<Store, "queue" | "endedBattle" | "completeBattle">;
  files: Pick<Files, "replay">;
  rooms: Pick<Rooms, "invalidate">;
}

/** Drains `battle_results`: each ended battle's replay becomes its result. Answers with how many fared how. */
export function handleProcessResults(request: Request, deps: ProcessResultsDeps): Promise<Response> {
  return answerConsumer(request, deps, () => {
    const tags = new Set<string>();
    const queue = deps.store.queue("battle_results", `process-results/${crypto.randomUUID().slice(0, 8)}`);
    return {
      what: "Result",
      port: {
        ...queue,
        // Open pages learn of a batch's results before the next one is claimed.
        async claim() {
          await tellChanges(tags, deps);
          return await queue.claim();
        },
      },
      handle: (job) => processResult(job, deps, tags),
      names,
      finished: () => tellChanges(tags, deps),
    };
  });
}

async function processResult(job: ClaimedJob, deps: ProcessResultsDeps, tags: Set<string>): Promise<Outcome> {
  const { store, files, log } = deps;
  const read = readMessage(job.message, BattleResultMessage);
  if ("outcome" in read) return read.outcome;
  const battle = await store.endedBattle(read.message.battle_id);
  if (!battle) return { kind: "dead", reason: `There is no battle '${read.message.battle_id}'` };
  // Completed already: only the acknowledgement is missing.
  if (battle.status === "completed" || battle.status === "void") return { kind: "done" };
  if (battle.end_type === null || battle.replay_path === null) {
    return { kind: "dead", reason: `Battle '${battle.id}' has not ended: it is ${battle.status}` };
  }

  const text = await files.replay(battle.replay_path);
  if (text === null) return { kind: "retry", error: `The replay ${battle.replay_path} is not in Storage` };
  const replay = parseReplay(text, claimOf(battle));
  if (!replay.ok) {
    const { code, line, message: reason } = replay.error;
    return { kind: "dead", reason: `Replay ${code} in line ${line}: ${reason}` };
  }

  try {
    const completion = await store.completeBattle(job, battle.id, replay.summary);
    if (completion === "stale") return { kind: "settled", stale: true };
    tags.add("battles");
    if (battle.match)
      tags.add(`standings:${battle.match.season_id}`).add(`matches:${battle.match.season_id}`);
    log.info(`Battle ${completion}`, { ...names(job), battle_id: battle.id });
    return { kind: "settled" };
  } catch (error) {
    if (error instanceof StoreError) return { kind: "dead", reason: error.message };
    throw error;
  }
}

/** What the room claimed of the battle when it ended, for the log to confirm. */
function claimOf({ end_type, winner_seat, turns }: EndedBattle) {
  return { endType: end_type ?? undefined, winner: winner_seat, turns: turns ?? undefined };
}

async function tellChanges(tags: Set<string>, deps: ProcessResultsDeps): Promise<void> {
  const changed = [...tags];
  tags.clear();
  await tellPages(changed, deps);
}

function names(job: ClaimedJob) {
  const message = BattleResultMessage.safeParse(job.message).data;
  return { job_id: job.job_id, correlation_id: message?.correlation_id, battle_id: message?.battle_id };
}
