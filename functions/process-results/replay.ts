import type { Files } from "../_edge/files.ts";
import type { BattleResult, EndedBattle } from "../_edge/store.ts";
import { parseReplay } from "../_shared/battle/parse.ts";
import { budgetFor } from "../_shared/battle/replay/budget.ts";
import { swapHints, swapSummary } from "../_shared/battle/swap.ts";
import { rateBattle } from "../_shared/league/rating.ts";
import type { CpuMeter } from "../_shared/queue/consume.ts";
import { failedBy, type Outcome } from "../_shared/queue/outcome.ts";
import type { Summary } from "../_shared/schema/battle.ts";
import type { ClaimedJob } from "../_shared/schema/queue.ts";

export interface ReplayDeps {
  files: Pick<Files, "replay">;
  /** Milliseconds of a clock that only goes forward. */
  now: () => number;
  cpu: CpuMeter;
}

/** A job and the battle that it is about. */
export interface Work {
  job: ClaimedJob;
  battle: EndedBattle;
}

/** What a replay comes to: a result to count, `slow` where reading it took too long, or what becomes of its job. */
export type Reading = { kind: "result"; result: BattleResult } | { kind: "slow" } | Outcome;

/** Milliseconds that reading a replay may take: among others, and alone. */
const PATIENCE_MS = { usual: 2_500, patient: 10_000 };

/** Reads a battle's replay; never rejects. With `patient` it is not `slow` any more, but dead. */
export async function readResult(
  work: Work,
  deps: ReplayDeps,
  patience: keyof typeof PATIENCE_MS,
): Promise<Reading> {
  const { battle } = work;
  // Completed already: only the acknowledgement is missing.
  if (battle.status === "completed" || battle.status === "void") return { kind: "done" };
  if (battle.end_type === null || battle.replay_path === null)
    return { kind: "dead", reason: `Battle '${battle.id}' has not ended: it is ${battle.status}` };
  try {
    const text = await deps.files.replay(battle.replay_path);
    if (text === null) return { kind: "retry", error: `The replay ${battle.replay_path} is not in Storage` };
    return deps.cpu.time(() => read(work, text, deps, patience));
  } catch (error) {
    return failedBy(error);
  }
}

function read(
  { job, battle }: Work,
  text: string,
  { now }: ReplayDeps,
  patience: keyof typeof PATIENCE_MS,
): Reading {
  const began = now();
  const budget = budgetFor(text.length, now, { milliseconds: PATIENCE_MS[patience] });
  const hints = hintsOf(battle);
  const replay = parseReplay(text, battle.seats_swapped ? swapHints(hints) : hints, budget);
  if (replay.ok) {
    const summary = battle.seats_swapped ? swapSummary(replay.summary) : replay.summary;
    if (!isStorable(summary)) return { kind: "dead", reason: "The replay has names that no database takes" };
    const ratings = battle.ratings && rateBattle(battle.ratings, summary);
    const seconds = (now() - began) / 1000;
    return { kind: "result", result: { job, battleId: battle.id, summary, ratings, seconds } };
  }
  const { code, line, message } = replay.error;
  if (code === "over_budget" && patience === "usual") return { kind: "slow" };
  return { kind: "dead", reason: `Replay ${code} in line ${line}: ${message}` };
}

/** Whether PostgreSQL takes all its texts: one with a NUL or half a surrogate pair would fail those that it is sent with. */
function isStorable(summary: Summary): boolean {
  let storable = true;
  JSON.stringify(summary, (_, value: unknown) => {
    if (typeof value === "string" && /[\0\p{Cs}]/u.test(value)) storable = false;
    return value;
  });
  return storable;
}

/** What the room claimed of the battle when it ended, for the log to confirm, and what only its simulator knew. */
function hintsOf({ end_type, winner_seat, turns, truth }: EndedBattle) {
  return { endType: end_type ?? undefined, winner: winner_seat, turns: turns ?? undefined, truth };
}
