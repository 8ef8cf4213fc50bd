import type { Files } from "../_edge/files.ts";
import { answerService, type ServiceDeps } from "../_edge/service.ts";
import type { CreditCheck, KnownBattle, Store } from "../_edge/store.ts";
import { compareCredits } from "../_shared/battle/compare-credits.ts";
import { parseReplay } from "../_shared/battle/parse.ts";
import { createBudget, createCpuMeter } from "../_shared/queue/budget.ts";

/** Battles that are checked before their checks are stored. */
const BATCH = 20;
/** Milliseconds that a run may take and compute: the next one goes on where it ends. */
const BUDGET = { wallMs: 20_000, cpuMs: 1_200 };

export interface CheckCreditsDeps extends ServiceDeps {
  store: Pick<Store, "creditsToCheck" | "recordCreditChecks">;
  files: Pick<Files, "replay">;
  /** Milliseconds of a clock that only goes forward. */
  now: () => number;
}

/** Compares what replays' text tells of the faints with the truth. Answers with how many were checked. */
export function handleCheckCredits(request: Request, deps: CheckCreditsDeps): Promise<Response> {
  return answerService(request, deps, "Cannot check credits", () => checkCredits(deps));
}

async function checkCredits({ store, files, now, log }: CheckCreditsDeps): Promise<Totals> {
  const cpu = createCpuMeter(now);
  const budget = createBudget({ now, cpu, ...BUDGET });
  const totals: Totals = { battles: 0, faints: 0, disagreements: 0 };
  for (let more = true; more && budget.fits(); ) {
    more = await budget.spend(async () => {
      const battles = await store.creditsToCheck(BATCH);
      const checks: CreditCheck[] = [];
      for (const battle of battles) {
        const text = await files.replay(battle.replay_path);
        checks.push(cpu.time(() => check(battle, text)));
      }
      if (checks.length > 0) await store.recordCreditChecks(checks);
      add(checks, totals);
      return battles.length === BATCH;
    });
  }
  if (totals.battles > 0) log.info("Credits checked", { ...totals });
  return totals;
}

interface Totals {
  battles: number;
  faints: number;
  disagreements: number;
}

function check({ id, replay_path, truth, ...battle }: KnownBattle, text: string | null): CreditCheck {
  const failed = (error: string) => ({ battle_id: id, faints: 0, disagreements: [], error });
  if (truth === null) return failed("Its truth is in words of another release");
  if (text === null) return failed(`The replay ${replay_path} is not in Storage`);
  const hints = { endType: battle.end_type, winner: battle.winner_seat, turns: battle.turns };
  const replay = parseReplay(text, hints);
  if (!replay.ok) return failed(`Replay ${replay.error.code} in line ${replay.error.line}`);
  const disagreements = compareCredits(replay.summary, truth);
  return { battle_id: id, faints: truth.length, disagreements, error: null };
}

function add(checks: readonly CreditCheck[], totals: Totals): void {
  totals.battles += checks.length;
  for (const { faints, disagreements } of checks) {
    totals.faints += faints;
    totals.disagreements += disagreements.length;
  }
}
