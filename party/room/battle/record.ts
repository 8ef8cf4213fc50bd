import type { BattleInput } from "../../../functions/_shared/schema/inputs.ts";
import { inputKey } from "../storage/input-log.ts";
import { snapshotDue, takeSnapshot } from "../storage/snapshot.ts";
import { apply, type Live } from "./live.ts";
import type { Verdict } from "./simulator.ts";

/** What became of an input, and what is to be stored for it before anyone hears of it: nothing when it was refused. */
export interface Recorded {
  verdict: Verdict;
  values: Record<string, unknown>;
}

/** Plays an input that has just come. Now and then a snapshot of the battle before it shares its write. */
export function record(
  live: Live,
  input: BattleInput,
  log: (event: string, fields: Record<string, unknown>) => void,
): Recorded {
  const { saved } = live;
  const snapshot = snapshotDue(live, input) ? attempt(live, log) : null;
  const verdict = apply(live, input);
  if (verdict.accepted) return { verdict, values: { ...snapshot, [inputKey(live.inputs)]: input } };
  live.saved = saved;
  return { verdict, values: {} };
}

/** A battle goes on without a snapshot that cannot be taken: it is rebuilt from its inputs then. */
function attempt(live: Live, log: Parameters<typeof record>[2]): Record<string, unknown> | null {
  const { round } = live.simulator;
  try {
    const snapshot = takeSnapshot(live);
    if (!snapshot) log("snapshot.skipped", { round, error: "Cannot take a snapshot: it is too large" });
    return snapshot;
  } catch (error) {
    live.saved = { ...live.saved, round };
    log("snapshot.skipped", { round, error: error instanceof Error ? error.message : String(error) });
    return null;
  }
}
