import { type Battle, PRNG, type Side } from "@pkmn/sim";
import { ChoiceRequest } from "../../../functions/_shared/battle/options.ts";
import type { Seat } from "../../../functions/_shared/schema/ids.ts";
import { freeze, thaw } from "../battle/freeze.ts";
import { type Ranked, rankChoices } from "./ranking.ts";
import { worthOf } from "./worth.ts";

/** How many choices are tried, and how often each, in the first round and in the second: 26 copies a decision at most. */
const ROUNDS = [
  { candidates: 7, trials: 2 },
  { candidates: 3, trials: 4 },
];
/** What the first look counts beside the trials. */
const PRIOR = 0.1;

interface Candidate extends Ranked {
  /** What the battle was worth at the end of each trial. */
  outcomes: number[];
}

/**
 * Tries choices out in copies of the battle and takes the one that fares best on average against what the foe may do.
 * The ones that do well are tried more often.
 *
 * A copy has a chance of its own, and the choice that the foe may have made already is taken out of it.
 *
 * @param ranked the choices, the best looking first
 * @returns `null` when there are none
 */
export function search(
  { seat, battle }: { seat: Seat; battle: Battle },
  ranked: readonly Ranked[],
  random: () => number,
): string | null {
  if (ranked.length < 2) return ranked[0]?.text ?? null;
  const original = { text: freeze(battle), printed: battle.log.length };
  const foe = battle.getSide(seat).foe;
  let candidates: Candidate[] = ranked.map((choice) => ({ ...choice, outcomes: [] }));
  for (const round of ROUNDS) {
    candidates = candidates.slice(0, round.candidates);
    // Every candidate meets the same replies and the same luck.
    for (const reply of replies(foe, round.trials, random)) {
      const seed = seedFrom(random);
      for (const { text: choice, outcomes } of candidates) {
        outcomes.push(tryOut(thaw(original.text, original.printed), { seat, choice, reply, seed }));
      }
    }
    candidates = candidates.toSorted((a, b) => score(b) - score(a));
  }
  return candidates[0]?.text ?? null;
}

function score({ outcomes, worth }: Candidate): number {
  return outcomes.reduce((sum, one) => sum + one, 0) / outcomes.length + PRIOR * worth;
}

/** What the foe may answer, what looks best to it foremost. `null`: nothing is asked of it. */
function replies(foe: Side, count: number, random: () => number): (string | null)[] {
  const request = ChoiceRequest.parse(foe.activeRequest ?? { wait: true });
  return Array.from({ length: count }, (_, number) => {
    if (request.wait) return null;
    const ranked = rankChoices(foe, request, random);
    const other = ranked[Math.floor(random() * ranked.length)];
    return (number % 2 === 0 ? ranked[0] : other)?.text ?? "default";
  });
}

interface Trial {
  seat: Seat;
  choice: string;
  reply: string | null;
  seed: Seed;
}

/** What the battle, which is a copy, is worth after one turn; the worst when the choice cannot be made. */
function tryOut(battle: Battle, { seat, choice, reply, seed }: Trial): number {
  battle.prng = new PRNG(seed);
  const side = battle.getSide(seat);
  for (const one of battle.sides) one.clearChoice();
  try {
    if (!battle.choose(seat, choice)) return Number.NEGATIVE_INFINITY;
    if (reply !== null && !side.foe.isChoiceDone() && !battle.choose(side.foe.id, reply)) {
      battle.choose(side.foe.id, "default");
    }
  } catch {
    // A fault of the simulator, which has some: in a copy it is a choice to stay away from.
    return Number.NEGATIVE_INFINITY;
  }
  return worthOf(battle, side);
}

type Seed = ReturnType<PRNG["getSeed"]>;

function seedFrom(random: () => number): Seed {
  const part = () => Math.floor(random() * 65536);
  return `${part()},${part()},${part()},${part()}`;
}
