import { fork } from "node:child_process";
import { availableParallelism } from "node:os";
import {
  type Agreement,
  type Deal,
  dealBattles,
  measureAgreement,
  sumAgreements,
} from "../harness/credit-agreement.ts";
import type { Bench, Figure } from "./figure.ts";

const GOAL = 99;
const BATTLES = 1_000;
/** What a process that measures a share is called with. */
const SHARE = "credit-agreement-share";

/** KO credits read from the text of a thousand battles of all generations, against what the simulator knows. */
async function run(): Promise<Figure[]> {
  const { random, drawn } = dealBattles(BATTLES);
  const deals = [...random, ...drawn];
  const workers = availableParallelism();
  const shares = Array.from({ length: workers }, (_, worker) =>
    deals.filter((_, at) => at % workers === worker),
  );
  const { faints, disagreements, unmarked } = sumAgreements(await Promise.all(shares.map(measure)));
  for (const disagreement of unmarked) console.error(disagreement);
  const value = 100 * (1 - disagreements / faints);
  return [
    {
      name: "credit.agreement",
      value,
      unit: "% of faints",
      baseline: null,
      ratio: null,
      goal: `≥ ${GOAL}, none unmarked`,
      met: value >= GOAL && unmarked.length === 0,
    },
  ];
}

/** Measures a share of the battles in a process of its own. */
function measure(deals: readonly Deal[]): Promise<Agreement> {
  const child = fork(import.meta.filename, [SHARE, JSON.stringify(deals)], { execArgv: ["--import", "tsx"] });
  return new Promise((resolve, reject) => {
    child.once("message", (agreement) => resolve(agreement as Agreement));
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`Cannot measure: a process ended with ${code}`)));
  });
}

const [, , mode, share] = process.argv;
if (mode === SHARE && share !== undefined) {
  const deals: readonly Deal[] = JSON.parse(share);
  const agreements = deals.map(({ format, numbers }) => measureAgreement(format, numbers));
  process.send?.(sumAgreements(agreements));
}

export const bench: Bench = { name: "credit.agreement", run };
