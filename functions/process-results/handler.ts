import { requireService } from "../_edge/auth.ts";
import type { Files } from "../_edge/files.ts";
import type { Log } from "../_edge/log.ts";
import { answering, requirePost } from "../_edge/respond.ts";
import type { Rooms } from "../_edge/rooms.ts";
import { type Battle, type Store, StoreError } from "../_edge/store.ts";
import { parseReplay } from "../_shared/battle/parse.ts";
import { consume, type Outcome } from "../_shared/queue/consume.ts";
import { BattleResultMessage, type ClaimedJob } from "../_shared/schema/queue.ts";

export interface ProcessResultsDeps {
  secretKeys: readonly string[];
  store: Pick<Store, "queue" | "battle" | "seasonOf" | "completeBattle">;
  files: Pick<Files, "replay">;
  rooms: Pick<Rooms, "invalidate">;
  log: Log;
  now: () => number;
  random: () => number;
  /** @default 20_000 */
  budgetMs?: number;
}

/** Drains `battle_results`: each ended battle's replay becomes its result. Answers with how many fared how. */
export function handleProcessResults(request: Request, deps: ProcessResultsDeps): Promise<Response> {
  const { store, log, now, random, budgetMs } = deps;
  return answering(
    async () => {
      requirePost(request);
      await requireService(request, deps.secretKeys);
      const tags = new Set<string>();
      const counts = await consume({
        port: store.queue("battle_results", `process-results/${crypto.randomUUID().slice(0, 8)}`),
        handle: (job) => processResult(job, deps, tags),
        report: ({ kind, job, error }) => {
          const fields = { ...names(job), error };
          if (kind === "dead") log.operator("Result goes to the dead letters", fields);
          else log.warn(`Result: ${kind}`, fields);
        },
        now,
        random,
        ...(budgetMs === undefined ? {} : { budgetMs }),
      });
      await invalidate(tags, deps);
      if (counts.claimed > 0) log.info("Results processed", { ...counts });
      return Response.json(counts);
    },
    (error) => log.error("Cannot process results", { error }),
  );
}

async function processResult(job: ClaimedJob, deps: ProcessResultsDeps, tags: Set<string>): Promise<Outcome> {
  const { store, files, log } = deps;
  const message = BattleResultMessage.safeParse(job.message);
  if (!message.success) return { kind: "dead", reason: `The message is malformed: ${message.error.message}` };
  const battle = await store.battle(message.data.battle_id);
  if (!battle) return { kind: "dead", reason: `There is no battle '${message.data.battle_id}'` };
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
    await noteChanges(battle, tags, deps);
    log.info(`Battle ${completion}`, { ...names(job), battle_id: battle.id });
    return { kind: "settled" };
  } catch (error) {
    if (error instanceof StoreError) return { kind: "dead", reason: error.message };
    throw error;
  }
}

/** What the room claimed of the battle when it ended, for the log to confirm. */
function claimOf({ end_type, winner_seat, turns }: Battle) {
  return { endType: end_type ?? undefined, winner: winner_seat, turns: turns ?? undefined };
}

async function noteChanges(
  battle: Battle,
  tags: Set<string>,
  { store, log }: ProcessResultsDeps,
): Promise<void> {
  tags.add("battles");
  if (!battle.match_id) return;
  try {
    const season = await store.seasonOf(battle.match_id);
    if (season) tags.add(`standings:${season}`).add(`matches:${season}`);
  } catch (error) {
    // The result is in; only the pages that are open now learn of it later.
    log.warn("Cannot tell which season changed", { battle_id: battle.id, error });
  }
}

async function invalidate(tags: Set<string>, { rooms, log }: ProcessResultsDeps): Promise<void> {
  if (tags.size === 0) return;
  const answer = await rooms.invalidate([...tags].slice(0, MAX_TAGS));
  if (answer.kind !== "accepted")
    log.warn("Cannot tell open pages of the change", { reason: answer.message });
}

/** As many as the message holds. */
const MAX_TAGS = 50;

function names(job: ClaimedJob) {
  const message = BattleResultMessage.safeParse(job.message).data;
  return { job_id: job.job_id, correlation_id: message?.correlation_id, battle_id: message?.battle_id };
}
